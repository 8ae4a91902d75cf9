import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Access } from '../../sandbox/services/github/access.ts';
import { authorizationRequest } from '../../sandbox/services/github/policy.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET' };
const classic = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

/** Makes `token` a token that may write, with these differences. */
function addToken({ github }: Sandbox, token: string, differences: Partial<Access>): void {
  const access = github.access.get(writer);
  if (access !== undefined) github.access.set(token, { ...access, ...differences });
}

describe('the error names the policy, and a token that it allows:', () => {
  test.concurrent.each<[string, string, (sandbox: Sandbox) => void, readonly string[], readonly string[]]>([
    [
      'classic tokens are forbidden',
      classic,
      (sandbox) => {
        addToken(sandbox, classic, { kind: 'personal access token (classic)' });
        sandbox.github.organization('acme').policy = { forbidsClassicTokens: true };
      },
      ['`github-token` is a classic personal access token', 'To fix it: use a fine-grained token'],
      [],
    ],
    [
      'fine-grained tokens are forbidden',
      writer,
      ({ github }) => {
        github.organization('acme').policy = { forbidsFineGrainedTokens: true };
      },
      ['To fix it: use the token of a GitHub App that is installed for acme'],
      ['To fix it: use a fine-grained token'],
    ],
    [
      'tokens need single sign-on',
      classic,
      (sandbox) => {
        addToken(sandbox, classic, { kind: 'personal access token (classic)' });
        sandbox.github.organization('acme').policy = { singleSignOn: true };
      },
      ['acme requires SAML single sign-on', 'Configure SSO'],
      [authorizationRequest, 'authorization_request'],
    ],
    [
      'the lifetime of tokens is limited',
      writer,
      ({ github }) => {
        github.organization('acme').policy = { maxLifetimeDays: 90 };
      },
      ['regenerate the token with a lifetime of at most 90 days'],
      [],
    ],
  ])(
    '%s',
    (_, token, arrange, expected, unexpected) =>
      runScenario({ inputs: { ...stored, 'github-token': token }, arrange }, ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('github-blocked-by-policy: Cannot ');
        for (const text of expected) expect(step.transcript).toContain(text);
        for (const text of unexpected) expect(step.transcript).not.toContain(text);
        expect(`${step.raw}${step.summary}`).not.toContain(authorizationRequest);
        expect(sandbox.tenant.mintedSecrets).toEqual([]);
      }),
    60_000,
  );
});

test('the secret is removed again when the repository turns out to be archived', () =>
  runScenario(
    {
      inputs: { ...stored, 'github-token': writer },
      arrange: ({ github }) => {
        github.repository('acme/ops').archived = true;
      },
    },
    ({ step, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(step.transcript).toContain('github-repository-unavailable: Cannot write ');
      expect(step.transcript).toContain('was removed again');
      expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
    },
  ));

describe('a refusal that the action does not know', () => {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };

  test('is quoted, without a cause and without anything that it could smuggle into the log or the summary', () =>
    runScenario(
      {
        inputs: { ...stored, 'github-token': writer },
        arrange: ({ faults }) => {
          const message = `\u202EYou ${writer} may not use <img src=x> [this](https://x.example) ##[error]x\n::error::x`;
          faults.add({
            when: { path: /public-key$/ },
            fault: {
              kind: 'answer',
              status: 403,
              headers,
              body: { message, documentation_url: 'https://x' },
            },
          });
        },
      },
      ({ step }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('github-request-failed: GitHub returned HTTP 403');
        expect(step.transcript).toContain('Message from GitHub: "You *** may not use');
        expect(step.transcript).toContain('Likely cause: unknown.');
        expect(step.annotations).toHaveLength(1);
        expect(step.raw.replaceAll(`::add-mask::${writer}`, '')).not.toContain(writer);
        expect(step.summary).not.toContain(writer);
        expect(step.summary).not.toContain('<img');
        expect(step.summary).not.toContain('](https://x.example)');
      },
    ));

  test('is not quoted when the request carried the value', () =>
    runScenario(
      {
        inputs: { ...stored, 'github-token': writer },
        arrange: ({ faults }) => {
          const body = { message: 'Sealed: s3aled' };
          faults.add({
            when: { method: 'PUT' },
            times: Infinity,
            fault: { kind: 'answer', status: 422, headers, body },
          });
        },
      },
      ({ step, sandbox }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain('github-secret-refused: Cannot write ');
        expect(`${step.raw}${step.summary}`).not.toContain('s3aled');
        expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
      },
    ));
});

test('a redirect to a block page is attributed to what is between the runner and GitHub', () =>
  runScenario(
    {
      inputs: { ...stored, 'github-token': writer },
      arrange: ({ faults }) => {
        const headers = { Location: 'https://block.example.com/?url=x', 'Content-Type': 'text/html' };
        faults.add({
          when: { host: 'api.github.com' },
          times: Infinity,
          fault: { kind: 'answer', status: 302, headers, body: '<html>' },
        });
      },
    },
    ({ step }) => {
      expect(step.exitCode).toBe(1);
      expect(step.transcript).toContain(
        'response-not-from-service: The response from api.github.com is not in the format of GitHub (HTTP 302, text/html, redirect to block.example.com)',
      );
    },
  ));
