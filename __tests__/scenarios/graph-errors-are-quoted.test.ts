import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario } from '../helpers/scenario.ts';

const stepOutput = { 'step-output': 'true' };
const json = { 'Content-Type': 'application/json' };

const answerAddPassword =
  (status: number, code: string, message: string) =>
  ({ faults }: Sandbox): void => {
    faults.add({
      when: { path: /addPassword$/ },
      times: Infinity,
      fault: { kind: 'answer', status, headers: json, body: { error: { code, message } } },
    });
  };

describe('an error of Microsoft Graph that the action does not know', () => {
  test.concurrent.each([
    [403, 'AccessDenied', 'Access has been blocked by Conditional Access policies.'],
    [403, 'Directory_QuotaExceeded', 'The directory object quota limit for the Principal has been exceeded.'],
    [401, 'InvalidAuthenticationToken', 'Access token validation failure.'],
  ])('is quoted, with no cause: HTTP %j, %j', (status, code, message) =>
    runScenario(
      { inputs: stepOutput, arrange: answerAddPassword(status, code, message) },
      ({ step, sandbox }) => {
        expect(step.outcome).toBe('failure');
        expect(step.transcript).toContain(
          `graph-request-failed: Microsoft Graph returned HTTP ${status}, ${code}`,
        );
        expect(step.transcript).toContain(`Message from Microsoft Graph: "${message}"`);
        expect(step.transcript).toContain('Likely cause: unknown.');
        expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
      },
    ),
  );
});

const added = v.object({ secretText: v.string() });

/** A refusal that has the value of the new secret in its message, although the secret was added. */
function leak({ status, ...response }: SandboxResponse): SandboxResponse {
  const { secretText: value } = v.parse(added, JSON.parse(response.body));
  const forms = [value, encodeURIComponent(value), Buffer.from(value).toString('base64')];
  const message = `The value ${forms.join(' or ')} is wrong ::error::x\n::set-output name=x::y`;
  return {
    ...response,
    status: status + 200,
    body: JSON.stringify({ error: { code: 'Request_BadRequest', message } }),
  };
}

test('a hostile error that repeats the value of the new secret leaks nothing', () =>
  runScenario(
    {
      inputs: stepOutput,
      debug: true,
      arrange: ({ faults }) => {
        faults.add({ when: { path: /addPassword$/ }, fault: { kind: 'rewrite', rewrite: leak } });
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('failure');
      expect(step.transcript).toMatch(
        /Message from Microsoft Graph: "The value \*\*\*=* or \*\*\*=* or \*\*\*=* is wrong/,
      );
      for (const value of sandbox.tenant.mintedSecrets) {
        for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')])
          expect(step.raw + step.summary).not.toContain(form);
      }
      expect(step.outputs['x']).toBeUndefined();
    },
  ));

test('an answer that is not in the format of Microsoft Graph is reported as one of something in between', () =>
  runScenario(
    {
      inputs: stepOutput,
      arrange: ({ faults }) => {
        const headers = { 'Content-Type': 'text/html' };
        const fault = { kind: 'answer', status: 403, headers, body: '<h1>Blocked by policy</h1>' } as const;
        faults.add({ when: { host: 'graph.microsoft.com' }, times: Infinity, fault });
      },
    },
    ({ step }) => {
      expect(step.transcript).toContain(
        'response-not-from-service: The response from https://graph.microsoft.com is not in the format of Microsoft Graph (HTTP 403, text/html).',
      );
      expect(step.transcript).not.toContain('Blocked by policy');
    },
  ));

test('a refusal with a token that cannot be read names ownership and permission, each with its command', () =>
  runScenario(
    {
      inputs: { ...stepOutput, application: 'Foreign' },
      arrange: ({ tenant }) => {
        tenant.policies.opaqueTokens = true;
        tenant.addApplication({ displayName: 'Foreign', owned: false });
      },
    },
    ({ step, sandbox }) => {
      expect(step.transcript).toContain('application-not-owned: The workload identity');
      expect(step.transcript).toContain(
        'it does not own this application, or it lacks the application permission Application.ReadWrite.OwnedBy',
      );
      expect(step.transcript).toContain(
        `az ad app owner add --id ${sandbox.tenant.application('Foreign').appId}`,
      );
      expect(step.transcript).toContain('appRoleAssignments');
    },
  ));

test('a link to a page on another host is not followed, and the error names the host', () =>
  runScenario(
    {
      action: 'report',
      inputs: {},
      arrange: ({ faults }) => {
        const body = { value: [], '@odata.nextLink': 'https://evil.example/v1.0/applications' };
        faults.add({
          when: { path: /ownedObjects/ },
          fault: { kind: 'answer', status: 200, headers: json, body },
        });
      },
    },
    ({ step, sandbox }) => {
      expect(step.transcript).toContain(
        'Microsoft Graph sent a link to evil.example when asked to list applications.',
      );
      expect(sandbox.requests.some(({ host }) => host === 'evil.example')).toBe(false);
    },
  ));
