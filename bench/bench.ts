import { resolve } from 'node:path';
import { benchRehearsal } from './rehearsal.ts';
import { benchReport } from './report.ts';
import { benchRotation } from './rotation.ts';

/** The folders of the actions to measure, as arguments, so that two versions can be compared in one run: this one, when there are none. */
const given = process.argv.slice(2);
const actionDirs = (given.length === 0 ? ['.'] : given).map((directory) => resolve(directory));

await benchRotation(actionDirs);
for (const actionDir of actionDirs) {
  await benchRehearsal(actionDir);
  await benchReport(actionDir);
}
