import TestSequencer from '@jest/test-sequencer';
import { readFileSync } from 'node:fs';

/**
 * Starts the files that say `@slow` first: most of their time they wait, so that the others run beside them. On a fresh
 * clone jest knows no durations and starts the largest file first.
 */
export default class SlowFirst extends TestSequencer {
  sort(tests) {
    const isSlow = ({ path }) => readFileSync(path, 'utf8').includes('@slow');
    const { slow = [], others = [] } = Object.groupBy(super.sort(tests), (test) =>
      isSlow(test) ? 'slow' : 'others',
    );
    return [...slow, ...others];
  }
}
