// @slow
import { describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../sandbox/network/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario, writer } from '../helpers/scenario.ts';
import { spellings } from '../helpers/spellings.ts';

/** What every hostile message starts with. */
const start = 'The service says no.';
const markup =
  '##[stop-commands]x [link](https://x.example) <img src=x> `code` @octocat &#64;octocat \u001b[31m';

/**
 * A message with every secret and token of the run, in one of their spellings after the other. The first line of it would be
 * printed, so what breaks lines is at the end.
 */
function hostileMessage({ secrets, github }: Sandbox): string {
  // The run does not know GitHub's other tokens.
  const unknown: readonly string[] = Object.values(github.tokens).filter((token) => token !== writer);
  const bySpelling = secrets()
    .filter((value) => !unknown.includes(value))
    .map(spellings);
  const [first = []] = bySpelling;
  const spelled = first.flatMap((_, spelling) => bySpelling.map((all) => all[spelling] ?? ''));
  return [start, markup, ...spelled, '\n::set-output name=x::y', '\n##[add-mask]x'].join(' ');
}

/** Errors in the formats of the services. */
const formats = {
  entra: (message: string) => ({
    error: 'invalid_request',
    error_description: `AADSTS999999: ${message}`,
    error_codes: [999999],
    timestamp: '2026-11-25 00:00:00Z',
    trace_id: '11111111-2222-4333-8444-555555555555',
    correlation_id: '11111111-2222-4333-8444-555555555556',
  }),
  graph: (message: string) => ({ error: { code: 'SomethingNew', message } }),
  gitHub: (message: string) => ({
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: '400',
  }),
  keyVault: (message: string) => ({ error: { code: 'SomethingNew', message } }),
  azureDevOps: (message: string) => ({
    $id: '1',
    innerException: null,
    message,
    typeName:
      'Microsoft.VisualStudio.Services.Common.SomethingNewException, Microsoft.VisualStudio.Services.Common',
    typeKey: 'SomethingNewException',
    errorCode: 0,
    eventId: 3000,
  }),
  idToken: (message: string) => ({ message }),
};

/** A service that answers every request like this with an error. */
interface HostileService extends Pick<FaultRule, 'when' | 'skip'> {
  readonly format: keyof typeof formats;
}

const login = { host: 'login.microsoftonline.com', method: 'POST' };
const vault = 'exalate-vault.vault.azure.net';

const onlyGitHub = {
  'repository-secret': 'EXALATE_CLIENT_SECRET',
  'azure-devops-organization': 'acme',
  'verify-timeout': '10 seconds',
  'github-token': writer,
};
const inputs = { ...onlyGitHub, 'key-vault-secret': `https://${vault}/secrets/exalate` };

async function run(
  { format, when, skip = 0 }: HostileService,
  assert: (transcript: string) => void,
  only: Readonly<Record<string, string>> = inputs,
): Promise<void> {
  await runScenario(
    {
      inputs: only,
      debug: true,
      arrange(sandbox) {
        sandbox.tenant.addApplication({ displayName: 'Other', credentials: [{}] });
        // What exists when the error is sent.
        const body = { toJSON: () => formats[format](hostileMessage(sandbox)) };
        const headers = { 'Content-Type': 'application/json' };
        const fault = { kind: 'answer', status: 400, headers, body } as const;
        sandbox.faults.add({ when, skip, times: Infinity, fault });
      },
    },
    ({ step }) => {
      expect(step.outcome).toBe('failure');
      expect(step.outputs['x']).toBeUndefined();
      for (const { message } of step.annotations) {
        expect(message).not.toMatch(/<img|\[link\]|`code`|@octocat|&#64;|\u001b/);
      }
      assert(step.transcript);
    },
  );
}

describe('an error quotes a message that contains every secret and token, without any of them:', () => {
  test.concurrent.each<[string, HostileService]>([
    ['of the ID token service', { format: 'idToken', when: { path: /idtoken/ } }],
    ['of a login with the ID token', { format: 'entra', when: login }],
    ['of Microsoft Graph', { format: 'graph', when: { host: 'graph.microsoft.com' } }],
    ['of GitHub', { format: 'gitHub', when: { host: 'api.github.com', method: 'GET' } }],
    ['of Key Vault', { format: 'keyVault', when: { host: vault, method: 'GET' }, skip: 1 }],
    ['of Azure DevOps', { format: 'azureDevOps', when: { host: 'dev.azure.com' } }],
  ])(
    '%s',
    (_, service) =>
      run(service, (transcript) => {
        expect(transcript).toContain(start);
        expect(transcript).toContain('***');
      }),
    90_000,
  );
});

/** The letters and digits at the end of the first client secret, which look like an error code. */
const partOfSecret = ({ tenant }: Sandbox): string =>
  tenant.mintedSecrets[0]?.split(/\W/).toSorted((x, y) => y.length - x.length)[0] ?? '';

describe('an error does not print a token or a part of the value in the place of', () => {
  test.concurrent.each<
    [string, Pick<FaultRule, 'when' | 'skip'>, Readonly<Record<string, string>>, (sandbox: Sandbox) => object]
  >([
    ['a code of Entra', { when: login, skip: 1 }, {}, (sandbox) => ({ error: partOfSecret(sandbox) })],
    [
      'a code of Graph',
      { when: { path: /addPassword$/ } },
      {},
      () => ({ error: { code: writer, message: 'x' } }),
    ],
    [
      'an ID of a request to GitHub',
      { when: { method: 'PUT' } },
      { 'X-GitHub-Request-Id': writer },
      () => ({ message: 'x' }),
    ],
    [
      'a content type',
      { when: { host: 'api.github.com' } },
      { 'Content-Type': `text/${writer}` },
      () => ({}),
    ],
  ])(
    '%s',
    (_, rule, headers, toJSON) =>
      runScenario(
        {
          inputs: onlyGitHub,
          arrange(sandbox) {
            const body = { toJSON: () => toJSON(sandbox) };
            const fault = {
              kind: 'answer',
              status: 400,
              headers: { 'Content-Type': 'application/json', ...headers },
              body,
            } as const;
            sandbox.faults.add({ ...rule, times: Infinity, fault });
          },
        },
        ({ step, sandbox }) => {
          expect(step.outcome).toBe('failure');
          const printed = step.raw.replaceAll(/^::add-mask::.*$/gm, '');
          const part = partOfSecret(sandbox);
          if (part.length >= 8) expect(printed).not.toContain(part);
        },
      ),
    90_000,
  );
});

describe('an error does not quote the response to a request with the value:', () => {
  test.concurrent.each<[string, HostileService, Readonly<Record<string, string>>]>([
    ['a write to GitHub', { format: 'gitHub', when: { method: 'PUT', host: 'api.github.com' } }, onlyGitHub],
    ['a write to Key Vault', { format: 'keyVault', when: { method: 'PUT', host: vault } }, inputs],
    ['a login with the client secret', { format: 'entra', when: login, skip: 1 }, onlyGitHub],
  ])(
    '%s',
    (_name, service, only) =>
      run(
        service,
        (transcript) => {
          expect(transcript).not.toContain(start);
        },
        only,
      ),
    90_000,
  );
});
