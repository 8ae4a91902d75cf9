import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createJob } from '../../sandbox/runner/job.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { expectOwnCommands, runScenario, writer } from '../helpers/scenario.ts';

const hostileNames = [
  'Exalate ##[stop-commands]x',
  '##[set-output name=client-secret;]evil',
  '##[save-state name=journal;]evil',
  '##[add-mask]e',
  '::stop-commands::y',
  'x\n::stop-commands::y',
  'x\r::add-mask::e',
  '#\u200b#\u0489[stop-commands]z',
  '\u202e##[group]</td></table>\n\n# [x](http://evil) @org/team $math$ `|` <!-- ![](y)',
];

const store = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const now = Date.now();
const inDays = (days: number): string => new Date(now + days * 86_400_000).toISOString();

/** An application of that name that has a secret of each hostile name. */
function addHostile(sandbox: Sandbox, displayName: string): string {
  const credentials = hostileNames.map((name) => ({
    displayName: name,
    startDateTime: inDays(-700),
    endDateTime: inDays(9),
  }));
  return sandbox.tenant.addApplication({ displayName, owned: true, credentials }).appId;
}

/** A job summary without what stands in it as code. */
function outsideCode(summary: string): string {
  return summary.replace(/<code>[^<\n]*<\/code>/g, '');
}

/** What is asked for is known before the application is there: IDs are given in their order. */
async function hostileApplication(
  displayName: string,
  inputs: Readonly<Record<string, string>>,
): Promise<void> {
  await runScenario(
    {
      inputs: { ...inputs, application: '40000000-0000-4000-8000-000000000001' },
      debug: true,
      arrange: (sandbox) => {
        expect(addHostile(sandbox, displayName)).toBe('40000000-0000-4000-8000-000000000001');
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      const added = sandbox.requests.filter(({ path }) => path.endsWith('/addPassword')).length;
      expect(added).toBe('dry-run' in inputs ? 0 : 1);
      const values = [...sandbox.tenant.mintedSecrets];
      expect(step.masks).toEqual(expect.arrayContaining(values.slice(values.length - added)));
      expect(step.masks).not.toContain('e');
      expect(step.outputs['client-secret']).not.toBe('evil');
      const [text = '', chart = ''] = step.summary.split('\n\n\n```mermaid\n');
      expect(outsideCode(text)).not.toMatch(/\n\n|<!--|@org|evil|stop-commands/);
      expect(chart).toMatch(/^gantt\n[^]*\n```\n\n$/);
      expect(chart.split('```')[0]).not.toMatch(/[#$<|`!]\S/);
      expect(step.transcript).toContain('is also on this application');
    },
  );
}

describe('a run executes no command from an application and its secrets', () => {
  test.each(hostileNames)('named %j', (name) => hostileApplication(name, store));

  test('named like a command, in a dry run', () =>
    hostileApplication('Exalate ##[stop-commands]x', { ...store, 'dry-run': 'true' }));
});

test('the post step executes no command from the names of secrets', () =>
  runScenario(
    {
      inputs: {
        application: '40000000-0000-4000-8000-000000000001',
        'step-output': 'true',
        'revoke-after-job': 'true',
      },
      debug: true,
      arrange: (sandbox) => {
        addHostile(sandbox, 'Exalate ##[stop-commands]x');
      },
    },
    async ({ job }) => {
      const post = await job.post();
      if (post === undefined) throw new Error('there is no post step');
      expectOwnCommands(post);
      expect(post.transcript).toContain('No secret of this run is left on the application.');
    },
  ));

test('the report executes no command from the names of applications and secrets', () =>
  runScenario(
    {
      action: 'report',
      inputs: {},
      debug: true,
      arrange: (sandbox) => {
        for (const name of hostileNames) addHostile(sandbox, name);
      },
    },
    ({ step }) => {
      expect(step.outcome).toBe('success');
      expect(step.outputs['due-count']).toBe(String(hostileNames.length));
      expect(step.masks).not.toContain('e');
      expect(step.summary).toContain('<code>##\uFFFD[add-mask]e</code>');
      const [tables = '', picture = ''] = step.summary.split('```mermaid');
      expect(outsideCode(tables)).not.toMatch(/<!--|@org|evil|stop-commands/);
      expect(tables.trimEnd()).not.toContain('\n\n');
      expect(picture.split('```')[0]).not.toMatch(/[#$<|`!]\S/);
    },
  ));

test('the report executes no command from a name that is not found, or from similar names', () =>
  runScenario(
    {
      action: 'report',
      inputs: { applications: '::stop-commands::z' },
      debug: true,
      arrange: (sandbox) => {
        addHostile(sandbox, '::stop-commands::y');
      },
    },
    ({ step }) => {
      expect(step.outcome).toBe('failure');
      expect(step.transcript).toContain('application-not-found');
    },
  ));

test.each(['Exalate ##[stop-commands]x', 'Exal\u200bate'])(
  'a run refuses an input that is not plain text, before any request: %j',
  (text) =>
    runScenario({ inputs: { ...store, application: text, description: text } }, ({ step, sandbox }) => {
      expect(step.transcript.match(/^ {2}- `(application|description)` must /gm)).toHaveLength(2);
      expect(sandbox.requests).toEqual([]);
    }),
);

/** Prints, once the action listens for what nobody catches, in each way that Node.js and libraries have. */
const printer = `
const text = ' ##[stop-commands]x\\n::stop-commands::y ';
const timer = setInterval(() => {
  if (process.listenerCount('uncaughtException') === 0) return;
  clearInterval(timer);
  for (const print of [console.log, console.warn, console.error, console.debug]) print('console' + text);
  process.stderr.write('standard error' + text + '\\n');
  process.emitWarning('warning' + text, { code: 'X' });
  Promise.reject(new Error('rejection' + text));
}, 1);
`;

describe('what Node.js and libraries print', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'printer-'));
    await writeFile(join(folder, 'printer.cjs'), printer);
  });

  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    ['', 'failure'],
    [' --unhandled-rejections=warn', 'success'],
  ])('contains no command, and goes to the debug log (NODE_OPTIONS%s)', (options, outcome) =>
    runScenario(
      {
        inputs: store,
        debug: true,
        environment: { NODE_OPTIONS: `--require ${join(folder, 'printer.cjs')}${options}` },
      },
      ({ step }) => {
        expect(step.outcome).toBe(outcome);
        expect(step.transcript.match(/^##\[debug\]console ## \[stop-commands\]x$/gm)).toHaveLength(4);
        expect(step.transcript).toContain('##[debug]standard error ## [stop-commands]x\n: :stop-commands::y');
        expect(step.transcript).toContain('##[debug]Warning: warning ## [stop-commands]x');
        expect(step.transcript.includes('UnhandledPromiseRejectionWarning: ')).toBe(outcome === 'success');
      },
    ),
  );

  test('contains no command when a library quotes a header from GitHub', () =>
    runScenario(
      {
        inputs: store,
        debug: true,
        arrange: (sandbox) => {
          sandbox.faults.add({
            when: { path: /public-key/ },
            fault: {
              kind: 'rewrite',
              rewrite: (answer) => ({
                ...answer,
                headers: {
                  ...answer.headers,
                  Deprecation: 'true',
                  Sunset: 'x ##[stop-commands]x',
                  Link: '<https://docs.github.com/##[stop-commands]y>; rel="deprecation"',
                },
              }),
            },
          });
        },
      },
      ({ step }) => {
        expect(step.outcome).toBe('success');
        expect(step.transcript).toContain(
          'is deprecated. It is scheduled to be removed on x ## [stop-commands]x.',
        );
      },
    ));
});

test.each(['', 'report'])(
  'the main step sends no request after Node.js itself printed a command: action %j',
  async (action) => {
    const sandbox = await startSandbox();
    const job = await createJob({
      actionDir: join(process.cwd(), action),
      environment: { ...sandbox.environment, NODE_EXTRA_CA_CERTS: '/nowhere/ ##[stop-commands]x' },
      inputs: {},
    });
    try {
      const step = await job.main();
      // The runner obeys no command any more, and shows what was printed.
      expect(step.transcript).toContain(
        'NODE_EXTRA_CA_CERTS, which Node may print, and whose value contains invisible characters',
      );
      expect(step.outcome).toBe('failure');
      expect(sandbox.requests).toEqual([]);
    } finally {
      await job.close();
      await sandbox.close();
    }
  },
);

test.each(['main', 'post', 'report'] as const)(
  'no request is sent after Node.js itself printed the name of a certificate directory: %s',
  async (phase) => {
    const sandbox = await startSandbox();
    const job = await createJob({
      actionDir: join(process.cwd(), phase === 'report' ? phase : ''),
      environment: {
        ...sandbox.environment,
        NODE_USE_SYSTEM_CA: '1',
        SSL_CERT_DIR: '/nowhere/ ##[stop-commands]x',
      },
      inputs: {
        'tenant-id': sandbox.tenant.tenantId,
        'client-id': sandbox.tenant.workload.appId,
        ...(phase === 'report' ? {} : { application: 'Exalate', 'step-output': 'true' }),
      },
    });
    try {
      const step = phase === 'post' ? await job.post() : await job.main();
      // The runner obeys no command any more: a mask would be shown.
      expect(step?.transcript).toContain('SSL_CERT_DIR, which Node may print');
      expect(step?.exitCode).toBe(1);
      expect(sandbox.requests).toEqual([]);
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
    } finally {
      await job.close();
      await sandbox.close();
    }
  },
);
