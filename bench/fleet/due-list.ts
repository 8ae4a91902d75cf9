import * as v from 'valibot';
import { Findings, type ReportPolicy } from '../../src/report/findings.ts';
import { setReportOutputs } from '../../src/report/outputs.ts';
import type { SimulatedApplication } from './application.ts';
import { FleetViolation } from './violation.ts';

const entry = v.object({
  'application-id': v.string(),
  'display-name': v.string(),
  'lineage-description': v.nullable(v.string()),
});

/** What a job of the matrix gets from the report's output `due`. */
export type DueEntry = v.InferOutput<typeof entry>;

const due = v.pipe(v.string(), v.parseJson(), v.array(entry));
const shards = v.pipe(v.string(), v.parseJson(), v.array(v.number()));

/** Runs the report's own code over all applications, and reads its outputs as a workflow does: the entries of each shard. */
export function listDue(
  fleet: readonly SimulatedApplication[],
  policy: ReportPolicy,
  now: Date,
): readonly (readonly DueEntry[])[] {
  const findings = new Findings(policy);
  for (const { facts, credentials } of fleet)
    findings.add({ ...facts, passwordCredentials: credentials }, now);
  const read = (shard: number, name: string): string | undefined => {
    const outputs = new Map<string, string>();
    setReportOutputs(findings, { reportFile: 'client-secrets.json', shard }, (key, value) => {
      outputs.set(key, value);
    });
    return outputs.get(name);
  };
  return v.parse(shards, read(1, 'due-shards')).map((shard) => v.parse(due, read(shard, 'due')));
}

/** @throws FleetViolation `one-job-a-day` */
export function requireOneJobEach(entries: readonly DueEntry[]): void {
  const seen = new Set<string>();
  for (const entry of entries) {
    const id = entry['application-id'];
    if (seen.has(id))
      throw new FleetViolation('one-job-a-day', `${entry['display-name']} gets two jobs on one day.`);
    seen.add(id);
  }
}
