import { describe, expect, test } from '@jest/globals';
import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { dayOf, errorsOf, inHandOver, type HandOverWorkflow } from '../helpers/hand-over-workflow.ts';
import { refusedRemoval } from '../helpers/refused-removal.ts';
import { writer } from '../helpers/scenario.ts';

const vault = 'exalate-vault';
const gitHubName = 'EXALATE_CLIENT_SECRET';

/** A workflow that needs nobody: no issue, and superseded secrets are kept for a week. */
const unattended = { 'hand-over-issue': 'false', 'retire-after': '7 days' };
const bothDestinations = { ...unattended, 'repository-secret': gitHubName, 'github-token': writer };

const keyIdsOf = ({ secrets }: HandOverWorkflow): readonly string[] => secrets().map(({ keyId }) => keyId);

const valueInVault = ({ sandbox }: HandOverWorkflow): string | undefined =>
  sandbox.keyVault(vault).secret('exalate')?.value;

function secretOf({ secrets }: HandOverWorkflow, keyId: string): PasswordCredential {
  const found = secrets().find((secret) => secret.keyId === keyId);
  if (found === undefined) throw new Error(`${keyId} is not on the application`);
  return found;
}

/** The removals and the writes that a run sent, in order. */
const changesIn = ({ requests }: Sandbox, since: number): readonly string[] =>
  requests
    .slice(since)
    .filter(({ method, path }) => method !== 'GET' && !/\/oauth2\/|\/graphql$/.test(path))
    .map(({ method, path }) => `${method} ${path.replace(/^.*\/|\?.*$/g, '')}`);

describe('a compromised secret of the workflow', () => {
  test('is replaced in Key Vault, and removed only after that, although it is valid for long enough', () =>
    inHandOver(async (workflow) => {
      await workflow.run(unattended);
      const [leaked = ''] = keyIdsOf(workflow);
      workflow.later(3);
      const begin = workflow.sandbox.requests.length;
      const step = await workflow.runByHand({ ...unattended, compromised: leaked.toUpperCase() });
      expect(step.outcome).toBe('success');
      const [current = '', ...others] = keyIdsOf(workflow);
      expect(others).toEqual([]);
      expect(valueInVault(workflow)).toBe(secretOf(workflow, current).secretText);
      expect(changesIn(workflow.sandbox, begin)).toEqual([
        'POST addPassword',
        'PUT exalate',
        'POST removePassword',
      ]);
      expect(step.outputs).toMatchObject({
        rotated: 'true',
        'key-id': current,
        'actions-due': '["renew","retire"]',
        'retired-key-ids': JSON.stringify([leaked]),
      });
      expect(step.summary).toContain(
        `Action needed: update Exalate now; the compromised client secret ${leaked} was removed`,
      );
      expect(step.transcript).toContain(
        `A new secret is needed: ${leaked} is compromised, and not every destination is known to hold another secret.`,
      );
      expect(step.transcript).toMatch(new RegExp(`Removed .*key ID ${leaked}, expires .*, compromised\\.`));
      // Once more, it is gone: a notice, and nothing is due. A mistyped key ID looks the same, so the summary asks to check it.
      const again = await workflow.runByHand({ ...unattended, compromised: leaked });
      expect(again).toMatchObject({ outcome: 'success', outputs: { 'actions-due': '[]' } });
      expect(again.transcript).toContain(
        `\`compromised\` names a key ID that is not on the application: ${leaked}.`,
      );
      expect(again.summary).toContain(
        `<h2>Action needed: check the key ID ${leaked}, which is not on the application</h2>`,
      );
    }));

  test('is removed along with its adopted predecessor, while the other secrets stay', () =>
    inHandOver(async (workflow) => {
      const adopted = workflow.addByHand('made by hand', 125).keyId;
      const others = workflow.addByHand('of somebody else', 400).keyId;
      await workflow.run({ ...unattended, adopt: adopted });
      const [, , leaked = ''] = keyIdsOf(workflow);
      workflow.later(1);
      const inputs = { ...unattended, adopt: adopted, compromised: `${leaked}, ${adopted}\n${leaked}` };
      const step = await workflow.runByHand(inputs);
      expect(step.outcome).toBe('success');
      expect(JSON.parse(step.outputs['retired-key-ids'] ?? '')).toEqual([leaked, adopted]);
      expect(keyIdsOf(workflow)).toEqual([others, step.outputs['key-id']]);
    }));

  test('that the previous run added a few minutes ago is removed from GitHub too', () =>
    inHandOver(async (workflow) => {
      await workflow.run(bothDestinations);
      const [leaked = ''] = keyIdsOf(workflow);
      workflow.later(10 / 1440);
      const step = await workflow.runByHand({ ...bothDestinations, compromised: leaked });
      expect(step.outcome).toBe('success');
      expect(keyIdsOf(workflow)).toEqual([step.outputs['key-id']]);
    }));

  test('is replaced in an encrypted file, which does not show what it holds', () =>
    inHandOver(async (workflow) => {
      const inputs = {
        'key-vault-secret': '',
        'encrypted-file': 'secret.age',
        'encrypt-to': 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
      };
      await workflow.run(inputs);
      const [leaked = ''] = keyIdsOf(workflow);
      workflow.later(1);
      const step = await workflow.runByHand({ ...inputs, compromised: leaked });
      expect(step.outcome).toBe('success');
      expect(keyIdsOf(workflow)).toEqual([step.outputs['key-id']]);
      expect(workflow.issues().map(({ isOpen }) => isOpen)).toEqual([false, true]);
    }));

  test('is only removed when every destination holds another one already', () =>
    inHandOver(async (workflow) => {
      await workflow.run(unattended);
      workflow.later(130);
      await workflow.run(unattended);
      const [leaked = '', current = ''] = keyIdsOf(workflow);
      workflow.later(1);
      for (const renewWithin of ['60 days', '']) {
        const dry = await workflow.runByHand({
          ...unattended,
          'renew-within': renewWithin,
          'dry-run': 'true',
          compromised: leaked,
        });
        expect(dry.outputs).toMatchObject({ 'actions-due': '["retire"]', 'key-id': current });
      }
      const begin = workflow.sandbox.requests.length;
      const step = await workflow.runByHand({ ...unattended, 'renew-within': '', compromised: leaked });
      expect(step).toMatchObject({ outcome: 'success', outputs: { rotated: 'false', 'key-id': current } });
      expect(changesIn(workflow.sandbox, begin)).toEqual(['POST removePassword']);
      expect(keyIdsOf(workflow)).toEqual([current]);
    }));
});

test('a compromised secret that was made by hand is replaced and removed once `adopt` names it', () =>
  inHandOver(async (workflow) => {
    const byHand = workflow.addByHand('made by hand', 125).keyId;
    const begin = workflow.sandbox.requests.length;
    const refused = await workflow.runByHand({ ...unattended, compromised: byHand });
    expect(refused).toMatchObject({ outcome: 'failure', outputs: { rotated: 'false', 'actions-due': '[]' } });
    expect(errorsOf(refused)).toContain('compromised-not-managed');
    expect(errorsOf(refused)).toContain(`start it again:\n  adopt: ${byHand}`);
    expect(changesIn(workflow.sandbox, begin)).toEqual([]);
    const step = await workflow.runByHand({ ...unattended, adopt: byHand, compromised: byHand });
    expect(step.outcome).toBe('success');
    expect(keyIdsOf(workflow)).toEqual([step.outputs['key-id']]);
    expect(valueInVault(workflow)).toBe(secretOf(workflow, step.outputs['key-id'] ?? '').secretText);
  }));

describe('when a part of the run fails', () => {
  test('a destination that cannot be written keeps the compromised secret, and the next run completes', () =>
    inHandOver(async (workflow) => {
      await workflow.run(bothDestinations);
      const [leaked = ''] = keyIdsOf(workflow);
      workflow.later(1);
      workflow.sandbox.faults.add({
        when: { method: 'PUT', host: `${vault}.vault.azure.net` },
        fault: {
          kind: 'answer',
          status: 403,
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: {
            error: {
              code: 'Forbidden',
              message: 'Caller is not authorized to perform action on resource.',
              innererror: { code: 'ForbiddenByRbac' },
            },
          },
        },
        times: Infinity,
      });
      const step = await workflow.runByHand({ ...bothDestinations, compromised: leaked });
      expect(step).toMatchObject({ outcome: 'failure', outputs: { 'retired-key-ids': '[]' } });
      expect(keyIdsOf(workflow)).toHaveLength(2);
      expect(valueInVault(workflow)).toBe(secretOf(workflow, leaked).secretText);
      expect(errorsOf(step)).toContain('No compromised client secret was removed');
      expect(errorsOf(step)).toMatch(new RegExp(`key ID ${leaked}, expires`));
      expect(errorsOf(step)).toMatch(new RegExp(`az ad app credential delete --id \\S+ --key-id ${leaked}`));
      expect(step.summary).toContain(leaked);
      workflow.sandbox.faults.clear();
      const next = await workflow.runByHand({ ...bothDestinations, compromised: leaked });
      expect(next.outcome).toBe('success');
      expect(keyIdsOf(workflow)).not.toContain(leaked);
      expect(valueInVault(workflow)).toBe(secretOf(workflow, next.outputs['key-id'] ?? '').secretText);
    }));

  test('a removal that Microsoft Graph refuses is an error with the command, after the issue that says so', () =>
    inHandOver(async (workflow) => {
      await workflow.run();
      const [leaked = ''] = keyIdsOf(workflow);
      workflow.later(1);
      workflow.sandbox.faults.add(refusedRemoval);
      const step = await workflow.runByHand({ compromised: leaked });
      expect(step.outcome).toBe('failure');
      const { appId } = workflow.sandbox.tenant.application('Exalate');
      expect(errorsOf(step)).toContain('compromised-not-removed');
      expect(errorsOf(step)).toContain(`\`compromised: ${leaked}\``);
      expect(errorsOf(step)).toContain(`  az ad app credential delete --id ${appId} --key-id ${leaked}`);
      expect(step.outputs).toMatchObject({ rotated: 'true', 'retired-key-ids': '[]' });
      expect(step.summary).toContain(
        `update Exalate now; the compromised client secret ${leaked} could not be removed`,
      );
      expect(workflow.issues().at(-1)?.body).toContain(
        `The client secret \`${leaked}\` is compromised and could not be removed yet.`,
      );
      // The next run adds none, removes it, and says so in the open issue.
      workflow.sandbox.faults.clear();
      const next = await workflow.runByHand({ compromised: leaked });
      expect(next).toMatchObject({ outcome: 'success', outputs: { rotated: 'false' } });
      expect(keyIdsOf(workflow)).toEqual([step.outputs['key-id']]);
      expect(
        workflow
          .issues()
          .at(-1)
          ?.comments.map(({ body }) => body),
      ).toEqual([
        expect.stringContaining(`The client secret \`${leaked}\` was compromised and has been removed.`),
      ]);
    }));
});

test('the hand-over issue says first that Exalate is cut off, with today’s date', () =>
  inHandOver(async (workflow) => {
    await workflow.run();
    const [leaked = ''] = keyIdsOf(workflow);
    workflow.later(5);
    const step = await workflow.runByHand({ compromised: leaked });
    expect(step.outcome).toBe('success');
    const [first, issue] = workflow.issues();
    expect(first).toMatchObject({ isOpen: false, stateReason: 'not_planned' });
    const today = dayOf(new Date(workflow.sandbox.tenant.now()).toISOString());
    expect(issue?.title).toBe(`Update the client secret of Exalate in Exalate by ${today}`);
    const [, introduction] = (issue?.body ?? '').split('\n\n');
    expect(introduction).toBe(
      `**The client secret \`${leaked}\` was compromised and has been removed. If Exalate used it, Exalate can no longer sign in. Enter the new value now.**`,
    );
    expect(JSON.parse(step.outputs['actions-due'] ?? '')).toEqual(['renew', 'retire', 'hand-over']);
  }));

test('a dry run says what would be added and removed, and changes nothing', () =>
  inHandOver(async (workflow) => {
    await workflow.run(unattended);
    const [leaked = ''] = keyIdsOf(workflow);
    workflow.later(1);
    const begin = workflow.sandbox.requests.length;
    const step = await workflow.runByHand({ ...unattended, 'dry-run': 'true', compromised: leaked });
    expect(step.outcome).toBe('success');
    expect(changesIn(workflow.sandbox, begin)).toEqual([]);
    expect(step.outputs).toMatchObject({ 'actions-due': '["renew","retire"]', 'retired-key-ids': '[]' });
    expect(step.transcript).toMatch(new RegExp(`Dry run: would remove .*${leaked}.*, compromised\\.`));
    expect(step.summary).toContain(
      `Dry run: a client secret would be added, and the compromised client secret ${leaked} removed`,
    );
  }));

describe('an application that can have only two secrets', () => {
  /** Such an application, with a secret that was made by hand. */
  function limit({ sandbox }: HandOverWorkflow): PasswordCredential {
    const { tenant } = sandbox;
    const application = tenant.addApplication({
      displayName: 'Personal',
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
    });
    const secret = makePassword({ displayName: 'made by hand' }, tenant.now() - 86_400_000);
    tenant.keep(application, secret, -Infinity);
    return secret;
  }
  const keyIdsThere = ({ sandbox }: HandOverWorkflow): readonly string[] =>
    sandbox.tenant.secretsOf('Personal').map(({ keyId }) => keyId);
  const inputs = { ...unattended, application: 'Personal' };

  test('loses a compromised secret that no destination holds before the new one is added', () =>
    inHandOver(async (workflow) => {
      const byHand = limit(workflow).keyId;
      await workflow.run(inputs);
      const [, own = ''] = keyIdsThere(workflow);
      workflow.later(1);
      const begin = workflow.sandbox.requests.length;
      const step = await workflow.runByHand({ ...inputs, adopt: byHand, compromised: `${byHand},${own}` });
      expect(step.outcome).toBe('success');
      expect(changesIn(workflow.sandbox, begin)).toEqual([
        'POST removePassword',
        'POST addPassword',
        'PUT exalate',
        'POST removePassword',
      ]);
      expect(keyIdsThere(workflow)).toEqual([step.outputs['key-id']]);
    }));

  test('keeps a compromised secret that a destination holds, and the error says why', () =>
    inHandOver(async (workflow) => {
      limit(workflow);
      await workflow.run(inputs);
      const before = keyIdsThere(workflow);
      const [, own = ''] = before;
      workflow.later(1);
      const step = await workflow.runByHand({ ...inputs, compromised: own });
      expect(step.outcome).toBe('failure');
      expect(errorsOf(step)).toContain('two-secret-limit');
      expect(errorsOf(step)).toContain(
        `A destination may hold the compromised client secret ${own}, so it was not removed to make room`,
      );
      expect(keyIdsThere(workflow)).toEqual(before);
    }));
});

test('`compromised` and `acknowledge` together are refused before any request', () =>
  inHandOver(async (workflow) => {
    const keyId = 'f0b0b335-1d71-4c92-8d98-567911bfdca6';
    const step = await workflow.runByHand({ acknowledge: keyId, compromised: keyId });
    expect(errorsOf(step)).toContain('`acknowledge` cannot be used with `compromised`');
    expect(workflow.sandbox.requests).toEqual([]);
  }));
