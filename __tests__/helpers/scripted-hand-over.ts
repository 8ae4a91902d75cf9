import type { HandOver, HandOverResult } from '../../src/hand-over/hand-over.ts';
import type { HandOverSecret } from '../../src/hand-over/issue-text.ts';

/** A hand-over that records what it is asked for, and answers with this result. */
export interface ScriptedHandOver extends HandOver {
  readonly calls: readonly (readonly [method: keyof HandOver, secret: HandOverSecret, ...more: unknown[]])[];
}

export const openIssue: HandOverResult = {
  issueUrl: 'https://github.com/acme/ops/issues/1',
  isOpen: true,
  opened: true,
  errors: [],
};

export function scriptedHandOver(result: HandOverResult = openIssue): ScriptedHandOver {
  const calls: [keyof HandOver, HandOverSecret, ...unknown[]][] = [];
  return {
    calls,
    prepare: () => Promise.resolve(),
    prepareToOpen: () => Promise.resolve(),
    isDue(secret) {
      calls.push(['isDue', secret]);
      return Promise.resolve(result.opened);
    },
    complete(secret) {
      calls.push(['complete', secret]);
      return Promise.resolve(result);
    },
    acknowledge(secret, acknowledger) {
      calls.push(['acknowledge', secret, acknowledger]);
      return Promise.resolve(result);
    },
  };
}
