import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Application } from '../../src/entra/graph/application.ts';
import { writeReportFile } from '../../src/report/file.ts';
import { Findings, maxRows, type ReportPolicy } from '../../src/report/findings.ts';
import { readReportInputs, reportDefaults, type ReportInputs } from '../../src/report/inputs.ts';
import { runReport } from '../../src/report/main.ts';
import type { JobFile } from '../../src/runner/job-file.ts';
import { enterSandbox, failureOf, FastClock, RememberingToolkit } from '../helpers/in-sandbox.ts';
import { now, lineageSecret } from '../helpers/histories.ts';
import { testOnPosix } from '../helpers/platform.ts';
import { RememberingSummary } from '../helpers/remembering-summary.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('writeReportFile', () => {
  const createJobFile = (...path: readonly string[]): JobFile => ({
    path: join(folder, ...path),
    mode: 0o666,
    workspace: folder,
    temp: folder,
  });
  const writeNothing = (): Promise<{ due: []; summary: object; result: string }> =>
    Promise.resolve({ due: [], summary: {}, result: '' });
  const due = [{ b: 1 }, { b: 2 }];
  const writeBatches = async (...batches: readonly (readonly object[])[]): Promise<unknown> => {
    const result = await writeReportFile(createJobFile('below', 'report.json'), async (file) => {
      for (const records of batches) await file.add(records);
      return { due, summary: { done: true }, result: 'result' };
    });
    expect(result).toBe('result');
    expect(await readdir(join(folder, 'below'))).toEqual(['report.json']);
    return JSON.parse(await readFile(join(folder, 'below', 'report.json'), 'utf8'));
  };

  test('writes valid JSON for any size of batches', async () => {
    expect(await writeBatches()).toEqual({ secrets: [], due, done: true });
    expect(await writeBatches([], [])).toEqual({ secrets: [], due, done: true });
    expect(await writeBatches([{ a: 1 }], [], [{ b: 2 }, { c: 3 }])).toEqual({
      secrets: [{ a: 1 }, { b: 2 }, { c: 3 }],
      due,
      done: true,
    });
  });

  test('writes a long report in several parts', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ text: `${index}`.repeat(200) }));
    expect(await writeBatches(many, [{ a: 1 }], many)).toEqual({
      secrets: [...many, { a: 1 }, ...many],
      due,
      done: true,
    });
  });

  test('leaves no file behind when the work fails', async () => {
    const broken = writeReportFile(createJobFile('x.json'), async (file) => {
      await file.add([{ a: 1 }]);
      throw new Error('half-way');
    });
    await expect(broken).rejects.toThrow('half-way');
    expect(await readdir(folder)).toEqual([]);
  });

  testOnPosix('does not write through a link to the outside, and does not replace a link', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await symlink(outside, join(folder, 'link'));
    await writeFile(join(outside, 'precious'), 'x');
    await symlink(join(outside, 'precious'), join(folder, 'x.json'));
    for (const file of [
      createJobFile('link', 'x.json'),
      createJobFile('link', 'deeper', 'x.json'),
      createJobFile('x.json'),
    ]) {
      expect(await failureOf(writeReportFile(file, writeNothing))).toMatchObject({
        code: 'report-not-writable',
      });
    }
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('x');
    expect(await readdir(outside)).toEqual(['precious']);
    await rm(outside, { recursive: true });
  });

  test('names the path that it cannot write', async () => {
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'below'));
    for (const file of [
      createJobFile('file', 'x.json'),
      createJobFile('below'),
      createJobFile('..', 'x.json'),
    ]) {
      const failure = await failureOf(writeReportFile(file, writeNothing));
      expect(failure.code).toBe('report-not-writable');
      expect(failure.message).toContain(`\`report-file\` names ${file.path}`);
    }
  });
});

const application = (index: number, ends: number): Application => ({
  objectId: `o${index}`,
  applicationId: `a${index}`,
  displayName: `<App> ${index}`,
  signInAudience: '',
  passwordCredentials: [lineageSecret(String(index).padStart(6, '0'), 400, ends)],
});

const policy: ReportPolicy = { dueWithin: { days: 30 }, retireAfter: undefined, limit: Infinity };

describe('Findings', () => {
  test('keeps the secrets that expire first', () => {
    const findings = new Findings(policy);
    for (let index = 0; index < 3_000; index += 1) {
      findings.add(application(index, -1 - ((index * 7) % 3_000)), now);
    }
    expect(findings.soonest()).toHaveLength(maxRows);
    expect(findings.soonest().map(({ daysLeft }) => daysLeft)).toEqual(
      Array.from({ length: maxRows }, (_, index) => index + 1),
    );
    expect(findings.due()).toHaveLength(30);
    expect(findings.soonestExpiry).toEqual(new Date(now.getTime() + 86_400_000));
    expect(findings.secrets).toBe(3_000);
  });

  test('omits superseded secrets from the summary', () => {
    const findings = new Findings(policy);
    const two = [lineageSecret('a', 400, -1), lineageSecret('b', 10, -300)];
    findings.add({ ...application(1, 0), passwordCredentials: two }, now);
    expect(findings.soonest().map(({ secret }) => secret.keyId)).toEqual(['b']);
    expect(findings.counts).toEqual({ expired: 0, due: 0, valid: 1, superseded: 1 });
    expect(findings.due()).toEqual([]);
  });
});

describe('readReportInputs', () => {
  const run = {
    repository: 'acme/ops',
    repositoryId: '70010001',
    id: 1,
    attempt: 1,
    apiUrl: 'https://api.github.com',
    serverUrl: 'https://github.com',
    event: 'schedule',
    workflowRef: undefined,
    actor: undefined,
    workspace: '/home/runner/ops',
    temp: '/temp',
  };
  const minimal = {
    'tenant-id': '10000000-0000-4000-8000-000000000000',
    'client-id': '20000000-0000-4000-8000-00000000abcd',
  };
  const read = (changes: Readonly<Record<string, string>>): ReportInputs => {
    const all: Readonly<Record<string, string>> = { ...minimal, ...changes };
    return readReportInputs((name) => all[name] ?? '', run);
  };

  test('has the defaults that report/action.yml declares', () => {
    const shape = v.object({ inputs: v.record(v.string(), v.object({ default: v.optional(v.string()) })) });
    const { inputs } = v.parse(shape, parse(readFileSync('report/action.yml', 'utf8')));
    const declared = Object.entries(inputs).flatMap(([name, input]) =>
      input.default === undefined ? [] : [[name, input.default]],
    );
    expect(Object.fromEntries(declared)).toEqual(reportDefaults);
    expect(read({})).toMatchObject({
      applications: [],
      scope: 'owned',
      dueWithin: { days: 30 },
      retireAfter: undefined,
      limit: Infinity,
      shard: 1,
    });
  });

  test('resolves `report-file` in the workspace, and defaults to the temporary directory', () => {
    const paths = [
      [{}, '/temp/client-secrets.json'],
      [{ 'report-file': 'out/x.json' }, '/home/runner/ops/out/x.json'],
      [{ 'report-file': '/elsewhere/x.json' }, '/elsewhere/x.json'],
    ] as const;
    // On Windows, a path that begins with a slash is on the current drive.
    for (const [given, path] of paths) expect(read(given).reportFile).toBe(resolve(path));
  });

  test('reads `retire-after` as the rotation does, and `limit` as a whole number', () => {
    expect(read({ 'retire-after': '7 days', limit: '500' })).toMatchObject({
      retireAfter: { days: 7 },
      limit: 500,
    });
    expect(read({ 'retire-after': 'Never' }).retireAfter).toBeUndefined();
    for (const limit of ['0', '-1', '1.5', 'all', '1e3']) {
      expect(() => read({ limit })).toThrow('`limit` must be a whole number, 1 or more.');
    }
    expect(() => read({ 'retire-after': 'soon' })).toThrow('`retire-after` is not a duration');
  });

  test('reads one application per line, and drops duplicates', () => {
    expect(read({ applications: ' A \n\nB C\nA\n' }).applications).toEqual(['A', 'B C']);
  });
});

describe('a report', () => {
  const name = 'Payroll';

  async function runInSandbox(
    changes: Readonly<Record<string, string>>,
    write: (summary: RememberingSummary) => Promise<RememberingSummary> = (summary) =>
      Promise.resolve(summary),
    arrange: (sandbox: Sandbox) => void = () => undefined,
  ): Promise<
    RememberingToolkit & {
      text: string;
      failure: string | undefined;
      graphRequests: number;
      lastUseRequests: number;
    }
  > {
    const clock = new FastClock();
    const sandbox = await enterSandbox({ now: () => clock.now().getTime() });
    try {
      // Graph counts whole seconds.
      const endDateTime = new Date(Date.now() + 5 * 86_400_000 - 1_000).toISOString();
      sandbox.tenant.addApplication({
        displayName: name,
        credentials: [{ displayName: 'by hand', endDateTime }],
      });
      arrange(sandbox);
      const toolkit = new RememberingToolkit();
      const inputs: Readonly<Record<string, string>> = {
        'tenant-id': sandbox.tenant.tenantId,
        'client-id': sandbox.tenant.workload.appId,
        'report-file': join(folder, 'report.json'),
        ...changes,
      };
      const summary = new RememberingSummary();
      summary.write = () => write(summary);
      const environment = { ...sandbox.environment, GITHUB_WORKSPACE: folder, RUNNER_TEMP: folder };
      toolkit.getInput = (input) => inputs[input] ?? '';
      toolkit.summary = summary;
      const running = runReport(toolkit, environment, clock);
      const failure = await running.then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
      );
      expect(sandbox.violations).toEqual([]);
      const graphPaths = sandbox.requests
        .filter(({ host }) => host === 'graph.microsoft.com')
        .map(({ path }) => path);
      const lastUseRequests = graphPaths.filter((path) => path.startsWith('/beta/reports/')).length;
      const graphRequests = graphPaths.length;
      return Object.assign(toolkit, { text: summary.text, failure, graphRequests, lastUseRequests });
    } finally {
      await sandbox.close();
    }
  }

  test.each([
    {},
    { scope: 'tenant' },
    { applications: `${name}\nExalate\n30000000-0000-4000-8000-000000000001` },
  ])('outputs the applications that are due: %j', async (changes) => {
    const { outputs, lines, failure, text } = await runInSandbox(changes);
    expect(failure).toBeUndefined();
    expect(lines.at(-2)).toMatch(/^Applications: \d\. Client secrets: 1, of which due: 1, expired: 0\.$/);
    expect(lines.at(-1)).toBe('Applications due: 1 (expires: 1).');
    expect(outputs).toMatchObject({
      'due-count': '1',
      'due-shards': '[1]',
      'report-file': join(folder, 'report.json'),
    });
    expect(JSON.parse(outputs['due'] ?? '')).toMatchObject([{ 'display-name': name, 'days-left': 4 }]);
    expect(text).toMatch(/^# Action needed: renew 1 client secret\n/);
  });

  test('outputs an empty list for a shard that does not exist', async () => {
    expect((await runInSandbox({ shard: '2' })).outputs).toMatchObject({ due: '[]', 'due-count': '1' });
  });

  test('fails when a secret is due and `fail-when-due` is `true`', async () => {
    expect((await runInSandbox({ 'fail-when-due': 'true' })).failure).toContain(
      'secrets-due: Applications due: 1 (expires: 1).',
    );
    expect((await runInSandbox({ 'fail-when-due': 'true', 'due-within': '1 day' })).failure).toBeUndefined();
  });

  test('reports an application that does not exist', async () => {
    const { failure, outputs } = await runInSandbox({ applications: 'Nobody' });
    expect(failure).toContain('There is no app registration `Nobody`');
    expect(outputs).toEqual({});
  });

  test('stops at the first application when Microsoft Graph refuses every request', async () => {
    const unreachable = (sandbox: Sandbox): void => {
      const fault = { kind: 'answer', status: 401, headers: {}, body: '{}' } as const;
      sandbox.faults.add({ when: { host: 'graph.microsoft.com' }, times: Infinity, fault });
    };
    const { failure, graphRequests } = await runInSandbox(
      { applications: 'A\nB\nC' },
      undefined,
      unreachable,
    );
    expect(failure).toContain('response-not-from-service: The response from https://graph.microsoft.com');
    expect(graphRequests).toBe(1);
  });

  test('succeeds when the job summary cannot be written', async () => {
    const { failure, lines } = await runInSandbox({}, () => Promise.reject(new Error('full')));
    expect(failure).toBeUndefined();
    expect(lines.at(-1)).toBe('Warning: The job summary could not be written; the run itself succeeded.');
  });

  test('reports every problem with the inputs', async () => {
    const invalid = {
      applications: name,
      scope: 'tenant',
      shard: '0',
      'due-within': 'x',
      'fail-when-due': 'x',
    };
    const { failure } = await runInSandbox(invalid);
    expect(failure?.match(/^ {2}- /gm)).toHaveLength(4);
    expect((await runInSandbox({ scope: 'mine' })).failure).toContain(
      '`scope` must be one of owned, tenant.',
    );
  });

  describe('with `last-use`', () => {
    const lastUsed = '2026-11-20T08:15:30Z';

    /** The secret of so many applications: the last use of the first one is known. */
    const arrange =
      (count: number, change: (sandbox: Sandbox) => void = () => undefined) =>
      (sandbox: Sandbox): void => {
        const { tenant } = sandbox;
        tenant.workload.roles = [...tenant.workload.roles, 'AuditLog.Read.All'];
        tenant.signIns.record(tenant.secretsOf(name)[0]?.keyId ?? '', Date.parse(lastUsed));
        for (let index = 2; index <= count; index += 1) {
          const displayName = `Application ${index}`;
          tenant.addApplication({ displayName, credentials: [{ displayName: 'by hand' }] });
        }
        change(sandbox);
      };

    const records = v.object({
      secrets: v.array(v.object({ 'display-name': v.string(), 'last-used-on': v.nullish(v.string()) })),
    });
    const readLastUses = async (): Promise<readonly (string | null | undefined)[]> => {
      const { secrets } = v.parse(records, JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')));
      return secrets.map((secret) => secret['last-used-on']);
    };

    test('lists the day of the last use; it is empty when it is not known', async () => {
      const { text, lines } = await runInSandbox({ 'last-use': 'true' }, undefined, arrange(2));
      expect(await readLastUses()).toEqual([lastUsed, null]);
      expect(text).toMatch(/^Days left = .* = Added by = Last used$/m);
      expect(text).toMatch(/<code>Payroll<.*= 2026-11-20$/m);
      expect(text).toMatch(/<code>Application 2<.*= $/m);
      expect(lines.filter((line) => line.startsWith('Warning: '))).toEqual([]);
    });

    test('asks nothing and lists nothing when it is `false`', async () => {
      const { text, lastUseRequests } = await runInSandbox({}, undefined, arrange(2));
      expect(lastUseRequests).toBe(0);
      expect(await readLastUses()).toEqual([undefined, undefined]);
      expect(text).not.toContain('Last used');
    });

    test.each([
      ['one for each of 8 applications, and waits when it is throttled', 8, 9],
      ['one for all of 21 applications', 21, 1],
    ])('sends few requests: %s', async (_, count, requests) => {
      const done = await runInSandbox({ 'last-use': 'true' }, undefined, arrange(count - 1));
      // The tenant of the sandbox has one application more.
      expect(done.lastUseRequests).toBe(requests);
      expect(done.lines.filter((line) => line.startsWith('Warning: '))).toEqual([]);
      expect((await readLastUses()).filter((at) => at !== null)).toEqual([lastUsed]);
    });

    test.each([2, 30])(
      'is complete apart from that, with one warning, when it fails for %s applications',
      async (count) => {
        const { lines, failure, outputs } = await runInSandbox(
          { 'last-use': 'true' },
          undefined,
          arrange(count, ({ tenant }) => {
            tenant.workload.roles = ['Application.ReadWrite.OwnedBy'];
          }),
        );
        expect(failure).toBeUndefined();
        expect(outputs).toMatchObject({ 'due-count': '1' });
        expect(lines.filter((line) => line.startsWith('Warning: '))).toEqual([
          expect.stringMatching(
            /^Warning: The last use of client secrets is not known for all applications \(last-use-unavailable\)\. [^]*AuditLog\.Read\.All/,
          ),
        ]);
        expect(new Set(await readLastUses())).toEqual(new Set([null]));
      },
    );

    test('is refused outside the public cloud, before any request', async () => {
      const { failure, graphRequests } = await runInSandbox({ 'last-use': 'true', cloud: 'china' });
      expect(failure).toContain('Microsoft Graph does not report sign-ins in the cloud `china`.');
      expect(graphRequests).toBe(0);
    });
  });
});
