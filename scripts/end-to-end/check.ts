/**
 * A step of the job that checks an earlier one: `node scripts/end-to-end/check.ts NAME`. CONTROL_URL is the URL of the sandbox.
 * OUTCOME and OUTPUTS are the outcome and the outputs, as JSON, of the earlier step.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { requestVerdict } from './control.ts';

const { CONTROL_URL, OUTCOME, OUTPUTS } = v.parse(
  v.object({
    CONTROL_URL: v.pipe(v.string(), v.url()),
    OUTCOME: v.string(),
    OUTPUTS: v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string())),
  }),
  process.env,
);
const [name = ''] = process.argv.slice(2);
const { 'client-secret': value, ...others } = OUTPUTS;
const outputs =
  value === undefined
    ? others
    : { ...others, 'client-secret': createHash('sha256').update(value).digest('hex') };
const { problem, lines } = await requestVerdict(CONTROL_URL, name, { outcome: OUTCOME, outputs });
if (problem === undefined) {
  console.log(`${name}: as expected`);
} else {
  console.error([`${name}: ${problem}`, 'The sandbox received these requests:', ...lines].join('\n'));
  process.exitCode = 1;
}
