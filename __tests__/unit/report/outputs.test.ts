import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as v from 'valibot';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { Findings, type ReportPolicy } from '../../../src/report/findings.ts';
import { setReportOutputs } from '../../../src/report/outputs.ts';
import { lineageSecret, now, planCases } from '../../helpers/histories.ts';
import { manualSecret } from '../../helpers/report-rows.ts';

const policy: ReportPolicy = { dueWithin: { days: 30 }, retireAfter: { days: 7 }, limit: Infinity };

type Secrets = readonly PasswordCredential[];

function collect(tenant: readonly Secrets[], changes: Partial<ReportPolicy> = {}): Findings {
  const findings = new Findings({ ...policy, ...changes });
  tenant.forEach((passwordCredentials, index) => {
    const ids = { objectId: `o${index}`, applicationId: `a${index}`, displayName: `App ${index}` };
    findings.add({ ...ids, signInAudience: '', passwordCredentials }, now);
  });
  return findings;
}

function outputsOf(findings: Findings, shard: number): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  setReportOutputs(findings, { reportFile: '/x', shard }, (name, value) => {
    outputs[name] = value;
  });
  return outputs;
}

const entries = v.array(v.looseObject({ 'object-id': v.string(), reasons: v.array(v.string()) }));
const numbers = v.array(v.number());

/** The entries of all shards. */
function listEntries(findings: Findings): v.InferOutput<typeof entries> {
  const shards = v.parse(numbers, JSON.parse(outputsOf(findings, 1)['due-shards'] ?? ''));
  return shards.flatMap((shard) => v.parse(entries, JSON.parse(outputsOf(findings, shard)['due'] ?? '')));
}

/** Secrets of any history, half of which this action did not add. */
const tenants = fc.array(
  fc
    .tuple(planCases, fc.boolean())
    .map(([{ input }, isManual]) =>
      input.passwordCredentials.map((secret) =>
        isManual ? { ...secret, displayName: 'made by hand' } : secret,
      ),
    ),
  { maxLength: 20 },
);
const policies = fc.record({
  retireAfter: fc.constantFrom(undefined, { days: 0 }, { days: 7 }),
  dueWithin: fc.constantFrom({ days: 0 }, { days: 30 }, { days: 400 }),
});

describe('the output `due`', () => {
  test('has each application with a due or expired secret exactly once', () => {
    fc.assert(
      fc.property(tenants, policies, (tenant, changes) => {
        const findings = collect(tenant, changes);
        const all = listEntries(findings).map((entry) => entry['object-id']);
        expect(new Set(all).size).toBe(all.length);
        tenant.forEach((secrets, index) => {
          const { counts } = collect([secrets], changes);
          if (counts.due + counts.expired > 0) expect(all).toContain(`o${index}`);
        });
        expect(outputsOf(findings, 1)['due-count']).toBe(String(all.length));
      }),
    );
  });

  test('has no application without a reason, and sorts live due secrets, expired and superseded ones', () => {
    fc.assert(
      fc.property(tenants, policies, (tenant, changes) => {
        const ranks = listEntries(collect(tenant, changes)).map(({ reasons: [first = ''] }) =>
          ['expires', 'expired', 'superseded'].indexOf(first),
        );
        expect(ranks).not.toContain(-1);
        expect(ranks).toEqual(ranks.toSorted());
      }),
    );
  });

  test('has the first `limit` applications in all shards together, and counts all', () => {
    fc.assert(
      fc.property(tenants, policies, fc.integer({ min: 1, max: 25 }), (tenant, changes, limit) => {
        const [all, limited] = [collect(tenant, changes), collect(tenant, { ...changes, limit })];
        expect(listEntries(limited)).toEqual(listEntries(all).slice(0, limit));
        expect(outputsOf(limited, 1)['due-count']).toBe(outputsOf(all, 1)['due-count']);
      }),
    );
  });

  test('is split into shards after `limit`', () => {
    const tenant = Array.from({ length: 700 }, (_, index) => [
      manualSecret(`key${String(index).padStart(4, '0')}`, 100, -(index % 20) - 1),
    ]);
    const findings = collect(tenant, { limit: 300 });
    expect(outputsOf(findings, 2)).toMatchObject({ 'due-shards': '[1,2]', 'due-count': '700' });
    expect(listEntries(findings)).toEqual(listEntries(collect(tenant)).slice(0, 300));
    expect(v.parse(entries, JSON.parse(outputsOf(findings, 2)['due'] ?? ''))).toHaveLength(44);
    expect(outputsOf(findings, 3)['due']).toBe('[]');
  });
});

describe('the output `soonest-expiry`', () => {
  test('ignores any number of expired and superseded secrets', () => {
    const expired = Array.from({ length: 60 }, (_, index) => [manualSecret(`key${index}`, 100, index)]);
    const superseded = [lineageSecret('a', 100, -1), lineageSecret('b', 10, -200)];
    expect(outputsOf(collect([...expired, superseded]), 1)['soonest-expiry']).toBe('2027-06-12T09:00:00Z');
  });

  test('is empty when every secret has expired, or none expires', () => {
    const endless = { ...manualSecret('a', 10, 0), endDateTime: null };
    expect(outputsOf(collect([[manualSecret('b', 100, 1)], [endless]]), 1)['soonest-expiry']).toBe('');
  });
});
