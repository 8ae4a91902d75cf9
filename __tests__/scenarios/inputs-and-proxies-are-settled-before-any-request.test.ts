import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { armor, Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { inSandbox } from '../helpers/job.ts';
import { runScenario, writer, type Scenario } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const inFile = { 'encrypted-file': 'exalate.age' };
const privateKey = '-----BEGIN RSA PRIVATE KEY-----\ns3cr3tKeyOfAnApp\n-----END RSA PRIVATE KEY-----';

/** What a person would not want to find in a log. */
const hidden = /s3cr3t/i;

describe('a value that cannot be used is refused by name, unseen, and before any request', () => {
  test.concurrent.each<[string, Omit<Scenario, 'inputs'> & Partial<Pick<Scenario, 'inputs'>>, string]>([
    [
      'a private key as token',
      { inputs: { ...stored, 'github-token': privateKey } },
      '`github-token` is a private',
    ],
    [
      'a token with a line break',
      { inputs: { ...stored, 'github-token': 'ghp_s3cr3t\nx' } },
      '`github-token` contains a line break',
    ],
    [
      'a path for a shell',
      { inputs: { 'encrypted-file': '~/s3cr3t.age', 'encrypt-to': '# nobody' } },
      '`encrypted-file` starts with `~`',
    ],
    [
      'a private key as recipient',
      { inputs: { ...inFile, 'encrypt-to': 'AGE-SECRET-KEY-PQ-1S3CR3T' } },
      '`encrypt-to` cannot be used: line 1 is an age identity, which is private',
    ],
    [
      'a client secret in place of an ID',
      { inputs: { ...stored, 'client-id': 'S3cr3t~aBcDeFgHiJkLmNoPqRsTuVwXyZ01' } },
      '`client-id` must be a GUID',
    ],
    [
      'a path of the report for a shell',
      { action: 'report', inputs: { 'report-file': '${HOME}/s3cr3t.json' } },
      '`report-file` contains a variable or command',
    ],
    [
      'a SOCKS proxy',
      { environment: { HTTPS_PROXY: 'socks5://me:s3cr3t@proxy.example.com:1080' } },
      'proxy-invalid: The environment variable HTTPS_PROXY names a SOCKS proxy',
    ],
    [
      'a proxy with a password that is not UTF-8',
      { environment: { HTTPS_PROXY: 'http://me:s3cr3t%E4@proxy.example.com:8080' } },
      'proxy-invalid: The environment variable HTTPS_PROXY has a user or password with percent-encoding',
    ],
    [
      'a proxy of the report with an unencoded password',
      {
        action: 'report',
        environment: { HTTPS_PROXY: 'http://me:s3cr3t#@proxy.example.com:8080' },
        inputs: {},
      },
      'proxy-invalid: The environment variable HTTPS_PROXY is not a valid URL',
    ],
    [
      'an API without a scheme',
      { environment: { GITHUB_API_URL: 'api.github.com/s3cr3t' } },
      'GITHUB_API_URL is not an https URL',
    ],
  ])('%s', (_, scenario, problem) =>
    runScenario({ inputs: stored, ...scenario }, ({ step, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(step.transcript).toContain(problem);
      expect(step.raw.replaceAll(/^::add-mask::.*$/gm, '')).not.toMatch(hidden);
      expect(sandbox.connections).toEqual([]);
      expect(sandbox.requests).toEqual([]);
    }),
  );
});

describe('a post step', () => {
  test('refuses a proxy that a later step of the job has set, before any request', () =>
    runScenario({ inputs: stored }, async ({ step, job, sandbox }) => {
      expect(step.outcome).toBe('success');
      const { length } = sandbox.requests;
      const post = await job.post({ environment: { HTTPS_PROXY: 'ftp://me:s3cr3t@proxy.example.com' } });
      expect(post?.transcript).toContain('proxy-invalid');
      expect(post?.raw).not.toMatch(hidden);
      expect(sandbox.requests).toHaveLength(length);
    }));

  test('sends no request to GitHub with a token that is not a token', () =>
    inSandbox(async (sandbox, jobWith) => {
      const killed = await jobWith(stored);
      let child: ChildProcess | undefined;
      const onStrike = (): void => {
        child?.kill('SIGKILL');
      };
      sandbox.faults.add({ when: { method: 'PUT' }, fault: { kind: 'drop' }, onStrike });
      const { state } = await killed.main({
        onSpawn: (spawned) => {
          child = spawned;
        },
      });
      const { length } = sandbox.requests;
      const job = await jobWith(
        { ...stored, 'github-token': privateKey },
        { STATE_journal: state['journal'] ?? '' },
      );
      const post = await job.post();
      expect(post?.transcript).toContain('secret-in-doubt');
      expect(post?.transcript).not.toContain('Trying again');
      expect(post?.raw.replaceAll(/^::add-mask::.*$/gm, '')).not.toMatch(hidden);
      expect(sandbox.requests.slice(length).map(({ host }) => host)).not.toContain('api.github.com');
    }));
});

test('recipients in upper case, with comments, can open the encrypted file', async () => {
  const identity = await generateIdentity();
  const recipient = (await identityToRecipient(identity)).toUpperCase();
  const inputs = { ...inFile, 'encrypt-to': `# Anna\n${recipient}\n\n# end` };
  await runScenario({ inputs }, async ({ step, job, sandbox }) => {
    expect(step.outcome).toBe('success');
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const file = armor.decode(await readFile(join(job.workspace, 'exalate.age'), 'utf8'));
    expect(await decrypter.decrypt(file, 'text')).toBe(sandbox.tenant.mintedSecrets[0]);
  });
});

describe('a proxy', () => {
  /** The sandbox's proxy under another URL. The proxy of a scenario is known only when its sandbox has started. */
  const behindProxy = (
    write: (address: string) => string,
    arrange: (sandbox: Sandbox) => void,
    assert: Parameters<typeof runScenario>[1],
  ): Promise<void> =>
    runScenario(
      {
        inputs: stored,
        arrange,
        environmentFor: ({ proxyUrl }) => ({ HTTPS_PROXY: write(new URL(proxyUrl).host) }),
      },
      assert,
    );

  test.concurrent.each([
    ['without a scheme', (address: string) => address, undefined],
    ['with a password', (address: string) => `http://me:p%40ss@${address}/`, 'me:p@ss'],
    ['with a password that is not encoded', (address: string) => `me:100%@${address}`, 'me:100%'],
  ])('%s is used for every request', (_, write, credentials) =>
    behindProxy(
      write,
      ({ proxyRules }) => {
        proxyRules.credentials = credentials;
      },
      ({ step, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect(sandbox.proxyRules.refused).toEqual([]);
        expect(step.raw).not.toMatch(/p%40ss|p@ss|100%/);
      },
    ),
  );

  test.concurrent('that does not accept the password is asked once for each host', () =>
    behindProxy(
      (address) => `http://me:s3cr3t@${address}`,
      ({ proxyRules }) => {
        proxyRules.credentials = 'me:other';
      },
      ({ step, sandbox }) => {
        const hosts = sandbox.proxyRules.refused.map(({ host, status }) => `${status} ${host}`);
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT');
        expect(step.transcript).not.toContain('Trying again');
        expect(step.raw).not.toMatch(hidden);
        expect(hosts).toContain('407 run-actions-1-azure-eastus.actions.githubusercontent.com');
        expect(sandbox.requests).toEqual([]);
      },
    ),
  );

  test.concurrent('that does not exist is named as the cause', () =>
    runScenario(
      { inputs: stored, environment: { HTTPS_PROXY: 'http://me:s3cr3t@127.0.0.1:9' } },
      ({ step, sandbox }) => {
        expect(step.transcript).toContain('(ECONNREFUSED at the proxy)');
        expect(step.transcript).toContain('check the host and port in HTTPS_PROXY');
        expect(step.raw).not.toMatch(hidden);
        expect(sandbox.requests).toEqual([]);
      },
    ),
  );

  test.concurrent('whose certificate file is missing leads to the variable that names it', () =>
    runScenario(
      { inputs: stored, environment: { NODE_EXTRA_CA_CERTS: '/missing/ca.pem' } },
      ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('NODE_EXTRA_CA_CERTS to its PEM file. If it is set, check that');
        expect(sandbox.requests).toEqual([]);
      },
    ),
  );

  test.concurrent('that blocks a host is asked no second time, and the error names the host', () =>
    runScenario(
      {
        inputs: stored,
        arrange: ({ proxyRules }) => {
          proxyRules.blockedHosts.add('graph.microsoft.com');
        },
      },
      ({ step }) => {
        expect(step.transcript).toContain('graph-unreachable: No complete response from ');
        expect(step.transcript).toContain('(HTTP 403 from the proxy)');
        expect(step.transcript).toContain('in the rules of the proxy, allow HTTPS connections (CONNECT)');
        expect(step.transcript).not.toContain('Trying again');
      },
    ),
  );

  test.concurrent('that fails for a moment is asked again', () =>
    runScenario(
      {
        inputs: stored,
        arrange: ({ proxyRules }) => {
          proxyRules.failures = 1;
        },
      },
      ({ step, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect(sandbox.proxyRules.refused).toMatchObject([{ status: 503 }]);
      },
    ),
  );
});

test.each([
  ['Latin-1', '1.1 \u00DCberwachung'],
  ['UTF-8', Buffer.from('1.1 Überwachung €', 'utf8').toString('latin1')],
])('headers with bytes outside ASCII (%s) lose no response', (_, via) =>
  runScenario(
    {
      inputs: { ...stored, 'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate' },
      arrange: ({ faults }) => {
        const rewrite = (response: SandboxResponse): SandboxResponse => ({
          ...response,
          headers: { ...response.headers, via },
        });
        faults.add({ when: {}, times: Infinity, fault: { kind: 'rewrite', rewrite } });
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(step.transcript).not.toContain('Trying again');
      expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(
        sandbox.tenant.mintedSecrets[0],
      );
    },
  ),
);
