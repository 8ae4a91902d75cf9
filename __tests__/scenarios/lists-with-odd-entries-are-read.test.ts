import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Fault } from '../../sandbox/network/faults.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

type Entity = Record<string, unknown>;
const list = v.object({ value: v.array(v.record(v.string(), v.unknown())) });

/** Sends the real list with other entries. */
const rewriteEntries = (change: (entry: Entity) => unknown): Fault => ({
  kind: 'rewrite',
  rewrite: (response) => ({
    ...response,
    body: JSON.stringify({ value: v.parse(list, JSON.parse(response.body)).value.map(change) }),
  }),
});

test('the report skips entries that cannot be read, and says how many', () =>
  runScenario(
    {
      action: 'report',
      inputs: {},
      arrange: ({ tenant, faults }) => {
        for (const displayName of ['No ID', 'No secrets', 'No dates', 'No key ID', 'No name'])
          tenant.addApplication({ displayName, credentials: [{ displayName: 'x' }, { displayName: 'y' }] });
        const secretsOf = ({ passwordCredentials }: Entity): readonly Entity[] =>
          v.parse(v.array(v.record(v.string(), v.unknown())), passwordCredentials);
        const changeFirst = (entry: Entity, change: Entity): Entity => ({
          ...entry,
          passwordCredentials: secretsOf(entry).map((one, index) =>
            index === 0 ? { ...one, ...change } : one,
          ),
        });
        const changes: Readonly<Record<string, (entry: Entity) => unknown>> = {
          Exalate: () => null,
          'No ID': (entry) => ({ ...entry, appId: null }),
          'No secrets': (entry) => ({ ...entry, passwordCredentials: null }),
          'No dates': (entry) => changeFirst(entry, { endDateTime: 'soon' }),
          'No key ID': (entry) => changeFirst(entry, { keyId: null }),
          'No name': (entry) => ({ ...entry, displayName: null }),
        };
        faults.add({
          when: { path: /ownedObjects/ },
          fault: rewriteEntries((entry) => changes[String(entry['displayName'])]?.(entry)),
        });
      },
    },
    ({ step }) => {
      expect(step.outcome).toBe('success');
      expect(step.transcript).toContain('Applications: 4. Client secrets: 4, of which due: 0, expired: 0.');
      expect(step.annotations).toContainEqual(
        expect.objectContaining({
          level: 'warning',
          message: expect.stringContaining(
            'App registrations without an ID or without their list of client secrets: 2. Client secrets without a key ID or with an unreadable date: 2.',
          ),
        }),
      );
    },
  ));

test('a secret is added beside one that cannot be read, which stays', () =>
  runScenario(
    {
      inputs: {
        'repository-secret': 'EXALATE_CLIENT_SECRET',
        'github-token': writer,
        'retire-after': '0 days',
        'renew-within': '30 days',
      },
      arrange: ({ tenant, faults }) => {
        tenant.keep(tenant.application('Exalate'), {
          keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
          displayName: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 1.1 aaaaaa]',
          startDateTime: '2020-01-01T00:00:00Z',
          endDateTime: 'never',
          hint: 'abc',
          secretText: 'a-value-that-is-not-printed',
        });
        faults.add({
          when: { path: /\/applications\?/ },
          fault: rewriteEntries((entry) => ({ ...entry, signInAudience: null, new: 1 })),
        });
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(2);
      expect(sandbox.requests.some(({ path }) => path.endsWith('/removePassword'))).toBe(false);
    },
  ));

test('the application is not used when its entry lacks the client secrets', () =>
  runScenario(
    {
      inputs: { 'step-output': 'true' },
      arrange: ({ faults }) => {
        faults.add({
          when: { path: /\/applications\?/ },
          fault: rewriteEntries((entry) => ({ ...entry, passwordCredentials: undefined })),
        });
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('failure');
      expect(step.transcript).toContain(
        'graph-request-failed: Microsoft Graph lists the app registration `Exalate` without one of its IDs or without its client secrets.',
      );
      expect(step.transcript).toContain(`az ad app show --id ${sandbox.tenant.application('Exalate').appId}`);
      expect(sandbox.requests.some(({ path }) => path.endsWith('/addPassword'))).toBe(false);
    },
  ));
