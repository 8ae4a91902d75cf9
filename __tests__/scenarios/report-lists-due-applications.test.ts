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

const fleetEntries = v.array(
  v.looseObject({
    'display-name': v.string(),
    reasons: v.array(v.string()),
    description: v.string(),
    repository: v.nullable(v.string()),
    'lineage-description': v.nullable(v.string()),
  }),
);
const summarizeFleet = (json: string | undefined): readonly (readonly (string | null)[])[] =>
  v
    .parse(fleetEntries, JSON.parse(json ?? ''))
    .map((one) => [
      one['display-name'],
      one.reasons.join(' '),
      one.description,
      one.repository,
      one['lineage-description'],
    ]);

/** The description of a secret that a run of this action added. */
const madeBy = (lineage: string, run: number, digest = 'r3vq7m2k9x4td8wh', repository = 'acme/ops'): string =>
  `${lineage} [${repository} ${digest} run ${run}.1 aaaaaa]`;

/** A fleet: each application is maintained by a workflow, apart from one whose secret was made by hand. */
function arrangeFleet(sandbox: Sandbox): void {
  add(
    sandbox,
    'Retired next',
    true,
    { ends: 90, started: 100, name: madeBy('Next', 1) },
    { ends: 170, started: 8, name: madeBy('Next', 2) },
  );
  add(
    sandbox,
    'Retired later',
    true,
    { ends: 90, started: 100, name: madeBy('Later', 1) },
    { ends: 170, started: 6, name: madeBy('Later', 2) },
  );
  add(
    sandbox,
    'Staging and production',
    true,
    { ends: 9, name: madeBy('Staging', 3) },
    { ends: 20, name: madeBy('Production', 4, '0000000000000000', 'acme/production') },
  );
  add(sandbox, 'Forgotten', true, { ends: -2, name: madeBy('Forgotten', 5) });
  add(sandbox, 'By hand', true, { ends: 12 }, { ends: 150, started: 20, name: madeBy('Adopting', 6) });
}

describe('the report', () => {
  test('lists the applications that the workload identity owns, and outputs what is due', () =>
    runScenario({ action: 'report', inputs: {}, arrange }, async ({ step, transcript, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(namesIn(step.outputs['due'])).toEqual(['Wiki: "R&D" #1; 50%', 'Payroll']);
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
      expect(namesIn(step.outputs['due'])).toEqual(['Somebody else’s', 'Wiki: "R&D" #1; 50%', 'Payroll']);
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
        expect(namesIn(step.outputs['due'])).toEqual(['Wiki: "R&D" #1; 50%', 'Payroll']);
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
      expect(step.transcript).toContain('secrets-due: Applications due: 2 (expires: 1, expired: 1).');
      expect(step.outputs).toMatchObject({ 'due-count': '2' });
      expect(step.summary).toContain(
        'Action needed: renew 1 client secret, update Exalate for 1 application, replace or remove 1 expired client secret',
      );
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

  test('has one entry for each application, with its reasons and its lineage, the most urgent first', () =>
    runScenario(
      { action: 'report', inputs: { 'retire-after': '7 days' }, arrange: arrangeFleet },
      ({ step }) => {
        expect(step.outcome).toBe('success');
        expect(summarizeFleet(step.outputs['due'])).toEqual([
          ['Staging and production', 'expires', madeBy('Staging', 3), 'acme/ops', 'Staging'],
          ['By hand', 'expires', 'made by hand', 'acme/ops', 'Adopting'],
          ['Forgotten', 'expired', madeBy('Forgotten', 5), 'acme/ops', 'Forgotten'],
          ['Retired next', 'superseded', madeBy('Next', 2), 'acme/ops', 'Next'],
        ]);
        expect(step.outputs).toMatchObject({ 'due-count': '4', 'due-shards': '[1]' });
        expect(step.transcript).toContain('Applications due: 4 (expires: 2, expired: 1, superseded: 1).');
        expect(step.summary).toContain(
          '<h2>Action needed: renew 1 client secret, check why 1 client secret expired</h2>',
        );
        expect(step.summary).toContain(
          '<li>Renew 2 client secrets that this action added and that will expire soon.</li><li>Remove the superseded client secrets of 1 application.</li>',
        );
      },
    ));

  test('outputs the most urgent applications up to `limit`, and counts and reports all', () =>
    runScenario(
      {
        action: 'report',
        inputs: { 'retire-after': '7 days', limit: '2', 'fail-when-due': 'true' },
        arrange: arrangeFleet,
      },
      ({ step }) => {
        expect(namesIn(step.outputs['due'])).toEqual(['Staging and production', 'By hand']);
        expect(step.outputs).toMatchObject({ 'due-count': '4', 'due-shards': '[1]' });
        expect(step.outcome).toBe('failure');
        expect(step.transcript).toContain(
          'secrets-due: Applications due: 4 (expires: 2, expired: 1, superseded: 1).',
        );
        expect(step.summary).toContain(
          '<li>Handle 2 due applications another day: <code>limit</code> is 2.</li>',
        );
      },
    ));

  test('outputs a renewal before a secret that was made by hand and replaced, however soon that one expires', () =>
    runScenario(
      {
        action: 'report',
        inputs: { 'retire-after': '7 days', limit: '1' },
        arrange: (sandbox) => {
          const name = 'Exalate [acme/ops r3vq7m2k9x4td8wh run 1.1 aaaaaa]';
          add(sandbox, 'Replaced', true, { ends: 2 }, { name, started: 1, ends: 179 });
          add(sandbox, 'Not replaced', true, { ends: 20 });
        },
      },
      ({ step }) => {
        expect(namesIn(step.outputs['due'])).toEqual(['Not replaced']);
        expect(step.outputs['due-count']).toBe('2');
      },
    ));

  test('lists what waits for an acknowledgement for people, and not as due, without `retire-after`', () =>
    runScenario({ action: 'report', inputs: {}, arrange: arrangeFleet }, ({ step, sandbox }) => {
      expect(namesIn(step.outputs['due'])).not.toContain('Retired next');
      expect(step.summary).toContain('update Exalate for 2 applications');
      const [, newest] = sandbox.tenant.secretsOf('Retired next');
      expect(step.summary).toContain(`<code>acknowledge: ${newest?.keyId ?? ''}</code>`);
    }));

  test('outputs one shard of what is due, no larger than a matrix can be, and writes all of it to the file', () =>
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
      async ({ step, sandbox }) => {
        expect(step.outputs).toMatchObject({ 'due-count': '600', 'due-shards': '[1,2,3]' });
        expect(namesIn(step.outputs['due'])).toHaveLength(256);
        const written = await readFile(step.outputs['report-file'] ?? '', 'utf8');
        const { due } = v.parse(v.object({ due: v.array(v.unknown()) }), JSON.parse(written));
        expect(due).toHaveLength(600);
        expect(due.slice(256, 512)).toEqual(JSON.parse(step.outputs['due'] ?? ''));
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
