import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario } from '../helpers/scenario.ts';

const day = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * day + 3_600_000).toISOString();

interface Given {
  readonly name?: string;
  readonly started?: number;
  readonly ends: number;
}

/** An application with secrets that started so many days ago, and end in so many. */
function add(sandbox: Sandbox, displayName: string, owned: boolean, ...secrets: readonly Given[]): void {
  sandbox.tenant.addApplication({
    displayName,
    owned,
    credentials: secrets.map(({ name = 'made by hand', started = 100, ends }) => ({
      displayName: name,
      startDateTime: inDays(-started),
      endDateTime: inDays(ends),
    })),
  });
}

function arrange(sandbox: Sandbox): void {
  add(sandbox, 'Wiki: "R&D" #1; 50%', true, { ends: 12 });
  add(sandbox, 'Payroll', true, { ends: -3 }, { ends: 200, name: 'older, but lives', started: 300 });
  add(
    sandbox,
    'Crm',
    true,
    { ends: 5, name: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 1.1 aaaaaa]' },
    {
      ends: 400,
      started: 10,
      name: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 2.1 bbbbbb]',
    },
  );
  add(sandbox, 'Somebody else’s', false, { ends: 1 });
}

const entries = v.array(v.looseObject({ 'display-name': v.string(), 'days-left': v.nullable(v.number()) }));
const namesIn = (json: string | undefined): readonly string[] =>
  v.parse(entries, JSON.parse(json ?? '')).map((one) => one['display-name']);

describe('the report', () => {
  test('lists the applications that the workload identity owns, and outputs what is due', () =>
    runScenario({ action: 'report', inputs: {}, arrange }, async ({ step, transcript, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(namesIn(step.outputs['due'])).toEqual(['Payroll', 'Wiki: "R&D" #1; 50%']);
      expect(step.outputs).toMatchObject({ 'due-count': '2', 'due-shards': '[1]' });
      const written = await readFile(step.outputs['report-file'] ?? '', 'utf8');
      const schema = v.object({
        secrets: entries,
        applications: v.number(),
        counts: v.record(v.string(), v.number()),
      });
      const { secrets, applications, counts } = v.parse(schema, JSON.parse(written));
      expect(secrets).toHaveLength(5);
      expect({ applications, counts }).toEqual({
        applications: 4,
        counts: { expired: 1, due: 1, valid: 2, superseded: 1 },
      });
      expect(sandbox.requests.every(({ method, path }) => method === 'GET' || path.includes('/token'))).toBe(
        true,
      );
      expect(
        transcript.replace(/report-file = .*/, 'report-file = <path>').replace(/\d{4}-\d{2}-\d{2}/g, '<day>'),
      ).toMatchSnapshot();
    }));

  test('lists the whole tenant with `scope: tenant`', () =>
    runScenario({ action: 'report', inputs: { scope: 'tenant' }, arrange }, ({ step }) => {
      expect(namesIn(step.outputs['due'])).toEqual(['Payroll', 'Somebody else’s', 'Wiki: "R&D" #1; 50%']);
    }));

  test('lists the applications in `applications`, by name or by ID', () =>
    runScenario(
      {
        action: 'report',
        inputs: {
          applications: 'Payroll\n40000000-0000-4000-8000-000000000001\n50000000-0000-4000-8000-000000000002',
        },
        arrange,
      },
      ({ step }) => {
        expect(step.outcome).toBe('success');
        expect(namesIn(step.outputs['due'])).toEqual(['Payroll', 'Wiki: "R&D" #1; 50%']);
      },
    ));

  test('names every application that is not found', () =>
    runScenario(
      { action: 'report', inputs: { applications: 'Nobody\nPayroll\nNoOne' }, arrange },
      ({ step }) => {
        expect(step.outcome).toBe('failure');
        expect(step.transcript).toContain('There is no app registration `Nobody`');
        expect(step.transcript).toContain('There is no app registration `NoOne`');
      },
    ));

  test('fails with `fail-when-due` when something is due, and still sets its outputs', () =>
    runScenario({ action: 'report', inputs: { 'fail-when-due': 'true' }, arrange }, ({ step }) => {
      expect(step.outcome).toBe('failure');
      expect(step.transcript).toContain(
        'secrets-due: Client secrets due for renewal: 1. Client secrets expired without a successor: 1.',
      );
      expect(step.outputs).toMatchObject({ 'due-count': '2' });
      expect(step.summary).toContain('Client secrets: 1 due, 1 expired');
    }));

  test('succeeds with `fail-when-due` when nothing is due', () =>
    runScenario({ action: 'report', inputs: { 'fail-when-due': 'true' } }, ({ step }) => {
      expect(step.outcome).toBe('success');
      expect(step.outputs).toMatchObject({
        due: '[]',
        'due-count': '0',
        'due-shards': '[]',
        'soonest-expiry': '',
      });
    }));

  test('outputs one shard of what is due, no larger than a matrix can be', () =>
    runScenario(
      {
        action: 'report',
        inputs: { shard: '2', scope: 'tenant' },
        arrange: (sandbox) => {
          for (let index = 0; index < 1_300; index += 1) {
            add(sandbox, `Application ${index}`, false, { ends: index < 600 ? 20 - (index % 20) : 90 });
          }
        },
      },
      ({ step, sandbox }) => {
        expect(step.outputs).toMatchObject({ 'due-count': '600', 'due-shards': '[1,2,3]' });
        expect(namesIn(step.outputs['due'])).toHaveLength(256);
        expect(step.summary).toContain(
          'These are the 50 secrets that expire first, of 1300. The report file lists all of them.',
        );
        expect(sandbox.requests.filter(({ host }) => host === 'graph.microsoft.com')).toHaveLength(2);
      },
    ));

  test('waits when Microsoft Graph throttles it, and continues with the same page', () =>
    runScenario(
      {
        action: 'report',
        inputs: { scope: 'tenant' },
        arrange: (sandbox) => {
          for (let index = 0; index < 1_100; index += 1)
            add(sandbox, `Application ${index}`, false, { ends: 90 });
          sandbox.faults.add({
            when: { path: /skiptoken/ },
            fault: {
              kind: 'answer',
              status: 429,
              headers: { 'Retry-After': '1', 'Content-Type': 'application/json' },
              body: { error: { code: 'TooManyRequests', message: 'Slow down.' } },
            },
          });
        },
      },
      ({ step }) => {
        expect(step.transcript).toContain('Microsoft Graph: HTTP 429, TooManyRequests. Trying again in 1 s.');
        expect(step.transcript).toContain(
          'Applications: 1102. Client secrets: 1100, of which due: 0, expired: 0.',
        );
      },
    ));

  test('reports every invalid input in one error, before any request', () =>
    runScenario(
      {
        action: 'report',
        inputs: {
          applications: 'Exalate',
          scope: 'tenant',
          'due-within': 'soon',
          shard: '0',
          'fail-when-due': 'x',
        },
      },
      ({ step, sandbox }) => {
        expect(step.outcome).toBe('failure');
        expect(step.transcript.match(/^ {2}- /gm)).toHaveLength(4);
        expect(step.transcript).toContain('`applications` and `scope: tenant` cannot be used together');
        expect(sandbox.requests).toEqual([]);
      },
    ));
});
