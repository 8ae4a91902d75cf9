import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { makePassword } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { formatTimestamp } from '../../src/shared/timestamp.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const name = 'EXALATE_CLIENT_SECRET';
const day = 86_400_000;
const report = '/beta/reports/appCredentialSignInActivities';
const inputs = {
  'repository-secret': name,
  'github-token': writer,
  expires: '180 days',
  'renew-within': '60 days',
  'retire-after': '7 days',
  'last-use': 'true',
};

/** When the older secret was used. */
const usedAt = new Date(Date.now() - 3 * day);

const ago = (days: number): string => new Date(Date.now() - days * day).toISOString();

/** What earlier runs of this workflow named their secrets: the digest is that of the one destination. */
const named = (run: number): string => `Exalate [acme/ops xhvy60tgxxkz4866 run ${run}.1 aaaaa${run}]`;

const olderKeyId = '40000000-0000-4000-8000-0000000000aa';
const currentKeyId = '40000000-0000-4000-8000-0000000000bb';

/** Keeps a secret that was added so many days ago. @returns its value */
function keep({ tenant }: Sandbox, keyId: string, displayName: string, started: number): string {
  const times = { startDateTime: ago(started), endDateTime: ago(-150) };
  const secret = { ...makePassword({ displayName, ...times }, tenant.now()), keyId };
  tenant.keep(tenant.application('Exalate'), secret, -Infinity);
  return secret.secretText;
}

/** The current secret was stored ten days ago, and the older one was used three days ago. */
function arrange(sandbox: Sandbox): void {
  const { tenant, github } = sandbox;
  tenant.workload.roles = [...tenant.workload.roles, 'AuditLog.Read.All'];
  keep(sandbox, olderKeyId, named(1), 100);
  const value = keep(sandbox, currentKeyId, named(2), 10);
  const at = ago(10).replace(/\.\d+Z$/, 'Z');
  github.repository('acme/ops').secrets.set(name, { value, createdAt: at, updatedAt: at });
  tenant.signIns.record(olderKeyId, usedAt.getTime());
}

const left = (sandbox: Sandbox): readonly (string | null)[] =>
  sandbox.tenant.secretsOf('Exalate').map(({ displayName }) => displayName);
const reportRequests = ({ requests }: Sandbox) => requests.filter(({ path }) => path.startsWith(report));

describe('with `last-use`, a run', () => {
  test('keeps a superseded secret that was used after its successor was stored, and says when it was last used', () =>
    runScenario({ inputs, arrange }, ({ step, sandbox, transcript }) => {
      expect(step.outcome).toBe('success');
      expect(left(sandbox)).toEqual([named(1), named(2)]);
      expect(step.outputs).toMatchObject({ 'retired-key-ids': '[]', rotated: 'false' });
      expect(step.summary).toMatch(/superseded since .*, last used /);
      expect(sandbox.connections.filter(({ host }) => host === 'graph.microsoft.com')).toHaveLength(1);
      expect(transcript).toMatchSnapshot();
    }));

  test('shows the use in a run that acknowledges the current secret, and removes the older one', () =>
    runScenario(
      {
        inputs: { ...inputs, 'retire-after': 'never', acknowledge: currentKeyId },
        run: { eventName: 'workflow_dispatch', actor: 'alice' },
        arrange,
      },
      ({ step, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect(left(sandbox)).toEqual([named(2)]);
        expect(step.transcript).toContain(
          'Warning: Older client secrets were used after the current one was added. They are removed anyway',
        );
      },
    ));

  test('goes on as without it when the permission is missing, and warns once with the command that grants it', () =>
    runScenario(
      {
        inputs,
        arrange: (sandbox) => {
          arrange(sandbox);
          sandbox.tenant.workload.roles = ['Application.ReadWrite.OwnedBy'];
        },
      },
      ({ step, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect(left(sandbox)).toEqual([named(2)]);
        expect(step.transcript.match(/last-use-unavailable/g)).toHaveLength(1);
        expect(step.transcript).toContain('lacks the application permission AuditLog.Read.All');
        expect(step.transcript).toContain(`az rest --method POST --resource https://graph.microsoft.com`);
        expect(reportRequests(sandbox)).toHaveLength(1);
      },
    ));

  test('does not wait long for a report that does not respond', () =>
    runScenario(
      {
        inputs,
        arrange: (sandbox) => {
          arrange(sandbox);
          sandbox.faults.add({ when: { path: /\/beta\/reports/ }, times: Infinity, fault: { kind: 'hang' } });
        },
      },
      ({ step, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect(step.transcript).toContain('no response in time');
        expect(reportRequests(sandbox)).toHaveLength(1);
      },
    ));
});

test('without `last-use`, a run does not ask when secrets were last used', () =>
  runScenario({ inputs: { ...inputs, 'last-use': 'false' }, arrange }, ({ step, sandbox }) => {
    expect(step.outcome).toBe('success');
    expect(left(sandbox)).toEqual([named(2)]);
    expect(reportRequests(sandbox)).toEqual([]);
  }));

describe('with `last-use`, the report', () => {
  const schema = v.object({
    secrets: v.array(v.object({ description: v.string(), 'last-used-on': v.nullable(v.string()) })),
  });

  test('has the last use of each secret in its file, and a column in the job summary', () =>
    runScenario({ action: 'report', inputs: { 'last-use': 'true' }, arrange }, async ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      const text = await readFile(step.outputs['report-file'] ?? '', 'utf8');
      expect(v.parse(schema, JSON.parse(text)).secrets).toEqual([
        { description: named(1), 'last-used-on': formatTimestamp(usedAt) },
        { description: named(2), 'last-used-on': null },
      ]);
      expect(step.summary).toContain('<th>Last used</th>');
      expect(reportRequests(sandbox)).toHaveLength(1);
    }));

  test('is complete apart from that when the tenant has no license, with one warning', () =>
    runScenario(
      {
        action: 'report',
        inputs: { 'last-use': 'true' },
        arrange: (sandbox) => {
          arrange(sandbox);
          sandbox.tenant.signIns.isLicensed = false;
        },
      },
      ({ step }) => {
        expect(step.outcome).toBe('success');
        expect(step.transcript.match(/last-use-unavailable/g)).toHaveLength(1);
        expect(step.transcript).toContain('P1 or P2 license');
        expect(step.outputs).toMatchObject({ 'due-count': '0' });
      },
    ));
});
