import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import { runScenario, writer, type ScenarioResult, type Scenario } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const vault = 'https://exalate-vault.vault.azure.net';
const megabytes = (count: number): number => count * 1_000_000;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peak-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Plays a scenario. @returns how much memory the main step took at most, in MB */
async function peakOf(
  name: string,
  scenario: Scenario,
  assert: (played: ScenarioResult) => void,
): Promise<number> {
  const [script, note] = [join(folder, `${name}.mjs`), join(folder, name)];
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs';
process.once('exit', () => writeFileSync(${JSON.stringify(note)}, String(process.resourceUsage().maxRSS)));
`,
  );
  await runScenario(
    { ...scenario, environment: { NODE_OPTIONS: `--import=${pathToFileURL(script).href}` } },
    assert,
  );
  return Number(await readFile(note, 'utf8')) / 1_000;
}

describe('an answer of 200 MB', () => {
  const huge = { kind: 'huge', bytes: megabytes(200), announced: false } as const;

  test('is not held in memory, and ends the run with its own error', async () => {
    const usual = await peakOf('usual', { inputs: stored }, ({ step }) => {
      expect(step.outcome).toBe('success');
    });
    for (const [name, path] of Object.entries({
      idtoken: /idtoken/,
      login: /oauth2/,
      graph: /v1\.0\/applications\?/,
      github: /public-key/,
    })) {
      const arrange: Scenario['arrange'] = ({ faults }) =>
        void faults.add({ when: { path }, times: Infinity, fault: huge });
      const peak = await peakOf(name, { inputs: stored, arrange }, ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('response-too-large');
        // Asking again would bring it again.
        expect(sandbox.requests.filter((one) => path.test(one.path))).toHaveLength(1);
      });
      expect(peak - usual).toBeLessThan(50);
    }
  }, 120_000);

  test('is not held in memory by the report, which accepts pages of up to 32 MB', () =>
    runScenario(
      {
        action: 'report',
        inputs: {},
        arrange: ({ faults }) =>
          void faults.add({
            when: { path: /ownedObjects/ },
            times: Infinity,
            fault: { ...huge, announced: true },
          }),
      },
      ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain(
          'response-too-large: https://graph.microsoft.com sent a response of more than 32 MB',
        );
        expect(sandbox.requests.filter(({ path }) => path.includes('ownedObjects'))).toHaveLength(1);
      },
    ));

  test(
    'to adding the secret, or to writing it, counts as lost, and the run checks the outcome',
    () =>
      runScenario(
        {
          inputs: stored,
          arrange: ({ faults }) => {
            faults.add({ when: { path: /addPassword$/ }, fault: { ...huge, after: true } });
            faults.add({ when: { method: 'PUT' }, fault: { ...huge, after: true } });
          },
        },
        ({ step, sandbox }) => {
          expect(step.outcome).toBe('success');
          const [only, ...others] = sandbox.tenant.secretsOf('Exalate');
          expect(others).toEqual([]);
          expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(only?.secretText);
        },
      ),
    60_000,
  );
});

const page = v.looseObject({ value: v.array(v.unknown()) });
const withLink =
  (name: string, link: string) =>
  (answer: SandboxResponse): SandboxResponse => ({
    ...answer,
    body: JSON.stringify({ ...v.parse(page, JSON.parse(answer.body)), [name]: link }),
  });

describe('an endless list', () => {
  const next = 'https://graph.microsoft.com/v1.0/applications?$skiptoken=MA==';

  test.each([{}, { scope: 'tenant' }])('of applications ends the report: %j', (inputs) =>
    runScenario(
      {
        action: 'report',
        inputs,
        arrange: ({ faults }) =>
          void faults.add({
            when: { host: 'graph.microsoft.com' },
            times: Infinity,
            fault: { kind: 'rewrite', rewrite: withLink('@odata.nextLink', next) },
          }),
      },
      ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain(
          'list-endless: Microsoft Graph sent the same page twice when asked to list applications',
        );
        expect(sandbox.requests.filter(({ host }) => host === 'graph.microsoft.com').length).toBeLessThan(4);
      },
    ),
  );

  test('of versions in a vault ends the run', () =>
    runScenario(
      {
        inputs: { 'key-vault-secret': `${vault}/secrets/exalate` },
        arrange: ({ faults, keyVault }) => {
          keyVault('exalate-vault').set('exalate', { value: 'x' }, Date.now());
          faults.add({
            when: { path: /\/versions/ },
            times: Infinity,
            fault: {
              kind: 'rewrite',
              rewrite: withLink('nextLink', `${vault}/secrets/exalate/versions?api-version=2025-07-01`),
            },
          });
        },
      },
      ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toMatch(/list-endless: Key Vault sent .+ when asked to list the versions/);
        expect(sandbox.requests.filter(({ path }) => path.includes('/versions')).length).toBeLessThan(5);
        expect(sandbox.tenant.mintedSecrets).toEqual([]);
      },
    ));

  test('that continues on another host is not followed there with the vault’s token', () =>
    runScenario(
      {
        inputs: { 'key-vault-secret': `${vault}/secrets/exalate` },
        arrange: ({ faults, addKeyVault }) => {
          const { host } = addKeyVault('elsewhere');
          faults.add({
            when: { path: /\/versions/ },
            times: Infinity,
            fault: {
              kind: 'rewrite',
              rewrite: withLink('nextLink', `https://${host}/secrets/x/versions?api-version=7.6`),
            },
          });
        },
      },
      ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('would have gone to another host');
        expect(sandbox.requests.filter(({ host }) => host.startsWith('elsewhere'))).toEqual([]);
      },
    ));

  test('of the repositories that can read an organization secret ends the run', () =>
    runScenario(
      {
        inputs: { 'organization-secret': 'EXALATE', 'github-token': writer },
        arrange: ({ faults, github }) => {
          const organization = github.organization('acme');
          const now = '2026-01-01T00:00:00Z';
          const { id } = github.repository('acme/ops');
          organization.secrets.set('EXALATE', {
            value: 'x',
            createdAt: now,
            updatedAt: now,
            visibility: 'selected',
            selectedRepositoryIds: [id],
          });
          const rewrite = (answer: SandboxResponse): SandboxResponse => ({
            ...answer,
            body: JSON.stringify({ ...v.parse(selection, JSON.parse(answer.body)), total_count: 1_000_000 }),
          });
          faults.add({ when: { path: /\/repositories\?.*&page=1$/ }, fault: { kind: 'rewrite', rewrite } });
          const body = { total_count: 1_000_000, repositories: [{ id }] };
          const headers = { 'Content-Type': 'application/json' };
          faults.add({
            when: { path: /\/repositories\?/ },
            times: Infinity,
            fault: { kind: 'answer', status: 200, headers, body },
          });
        },
      },
      ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toMatch(
          /list-endless: GitHub sent .+ when asked to read which repositories can access/,
        );
        expect(sandbox.requests.filter(({ path }) => path.includes('/repositories?'))).toHaveLength(2);
        expect(sandbox.tenant.mintedSecrets).toEqual([]);
      },
    ));
});

const selection = v.looseObject({ repositories: v.array(v.unknown()) });
