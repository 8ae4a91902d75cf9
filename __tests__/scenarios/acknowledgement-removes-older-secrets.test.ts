import { describe, expect, test } from '@jest/globals';
import { makePassword } from '../../sandbox/services/entra/passwords.ts';
import type { StepResult } from '../../sandbox/runner/job.ts';
import {
  errorsOf,
  inHandOver,
  vault,
  vaultSecret,
  type HandOverWorkflow,
} from '../helpers/hand-over-workflow.ts';
import { refusedRemoval } from '../helpers/refused-removal.ts';
import { writer } from '../helpers/scenario.ts';

/** What a run asks to be changed. */
function changesOf({ sandbox }: HandOverWorkflow, since: number): readonly string[] {
  return sandbox.requests
    .slice(since)
    .filter(({ method, path }) => method !== 'GET' && !/\/oauth2\/|\/graphql$/.test(path))
    .map(({ method, path }) => `${method} ${path}`);
}

const headers = { 'content-type': 'application/json' };

const keyIdsOf = ({ secrets }: HandOverWorkflow): readonly string[] => secrets().map(({ keyId }) => keyId);

/** Two runs, of which the second one renewed, on an application with secrets that were made by hand. */
async function renewTwice(workflow: HandOverWorkflow): Promise<{
  readonly inputs: Readonly<Record<string, string>>;
  readonly ids: Readonly<Record<'adopted' | 'others' | 'first' | 'current', string>>;
}> {
  const [adopted, others] = [
    workflow.addByHand('made by hand', 125).keyId,
    workflow.addByHand('of somebody else', 400).keyId,
  ];
  const inputs = { adopt: adopted };
  await workflow.run(inputs);
  workflow.later(130);
  await workflow.run(inputs);
  const [, , first = '', current = ''] = keyIdsOf(workflow);
  return { inputs, ids: { adopted, others, first, current } };
}

describe('an acknowledgement of the newest stored key', () => {
  test('removes the older secrets of the workflow and the adopted ones, expired or not, and nothing else', () =>
    inHandOver(async (workflow) => {
      const { inputs, ids } = await renewTwice(workflow);
      const { adopted, others, first, current } = ids;
      workflow.later(1);
      const step = await workflow.runByHand({ ...inputs, acknowledge: current.toUpperCase() });
      expect(step.outcome).toBe('success');
      expect(keyIdsOf(workflow)).toEqual([others, current]);
      expect(step.outputs).toMatchObject({
        rotated: 'false',
        'key-id': current,
        'actions-due': '["retire"]',
        'retired-key-ids': JSON.stringify([adopted, first]),
        'hand-over-issue-url': 'https://github.com/acme/ops/issues/2',
      });
      expect(workflow.issues()[1]).toMatchObject({
        isOpen: false,
        stateReason: 'completed',
        comments: [{ body: expect.stringMatching(/^`alice` confirmed in \[run 7003, attempt 1\]\(https:/) }],
      });
      expect(step.summary).toContain(`Exalate uses the secret ${current}; 2 older secrets were removed`);
      // It can be repeated, and the next run of the schedule asks for nothing.
      expect(await workflow.runByHand({ ...inputs, acknowledge: current })).toMatchObject({
        outcome: 'success',
        outputs: { 'retired-key-ids': '[]', 'actions-due': '[]' },
      });
      workflow.later(30);
      const next = await workflow.run(inputs);
      expect(next).toMatchObject({ outcome: 'success', outputs: { rotated: 'false', 'actions-due': '[]' } });
      expect(next.summary).toContain('Nothing to do until');
      expect(workflow.issues()).toHaveLength(2);
    }));

  test('adds nothing although a renewal is due, and does not fail as overdue', () =>
    inHandOver(async (workflow) => {
      await workflow.run();
      workflow.later(150);
      const [keyId = ''] = keyIdsOf(workflow);
      const step = await workflow.runByHand({ acknowledge: keyId });
      expect(step).toMatchObject({ outcome: 'success', outputs: { rotated: 'false' } });
      expect(keyIdsOf(workflow)).toEqual([keyId]);
      expect(workflow.issues()).toMatchObject([{ stateReason: 'completed' }]);
      expect((await workflow.run()).outputs['rotated']).toBe('true');
    }));

  test('is recorded in a closed issue when there was none, so that nobody is asked again', () =>
    inHandOver(async (workflow) => {
      await workflow.run({ 'hand-over-issue': 'false' });
      const [keyId = ''] = keyIdsOf(workflow);
      expect((await workflow.runByHand({ acknowledge: keyId })).outcome).toBe('success');
      expect(workflow.issues()).toMatchObject([{ isOpen: false, stateReason: 'completed' }]);
      expect((await workflow.run()).outputs['actions-due']).toBe('[]');
      expect(workflow.issues()).toHaveLength(1);
    }));

  test('changes nothing in a dry run, which says what would be removed', () =>
    inHandOver(async (workflow) => {
      const { inputs, ids } = await renewTwice(workflow);
      const before = { secrets: workflow.secrets(), issues: workflow.issues() };
      const begin = workflow.sandbox.requests.length;
      const step = await workflow.runByHand({ ...inputs, acknowledge: ids.current, 'dry-run': 'true' });
      expect(step.outcome).toBe('success');
      for (const keyId of [ids.adopted, ids.first]) {
        expect(step.transcript).toMatch(new RegExp(`Dry run: would remove .*${keyId}`));
      }
      expect(step.outputs).toMatchObject({ 'actions-due': '["retire"]', 'retired-key-ids': '[]' });
      expect({ secrets: workflow.secrets(), issues: workflow.issues() }).toEqual(before);
      expect(changesOf(workflow, begin)).toEqual([]);
    }));
});

test('an acknowledgement also warns that the next renewal would fail; in a dry run, that is an error', () =>
  inHandOver(async (life) => {
    const { inputs, ids } = await renewTwice(life);
    const { tenant } = life.sandbox;
    tenant.workload.roles = [...tenant.workload.roles, 'Policy.Read.All'];
    tenant.policies.maxLifetimeDays = 90;
    const dry = await life.runByHand({ ...inputs, acknowledge: ids.current, 'dry-run': 'true' });
    expect(dry.outcome).toBe('failure');
    expect(errorsOf(dry)).toContain('lifetime-not-allowed');
    expect(dry.outputs).toMatchObject({ 'actions-due': '["retire"]', 'retired-key-ids': '[]' });
    const step = await life.runByHand({ ...inputs, acknowledge: ids.current });
    expect(step.outcome).toBe('success');
    expect(step.annotations).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        message: expect.stringMatching(
          /^The next renewal, due on .*, would fail with lifetime-not-allowed: /,
        ),
      }),
    );
    expect(step.summary).toMatch(/^<h2>Action needed before .*may be valid for 90 days at most<.h2>/);
    expect(step.summary).toContain('The next renewal would fail</h3>');
    expect(keyIdsOf(life)).toEqual([ids.others, ids.current]);
  }));

describe('an acknowledgement that does not count', () => {
  /** Checks that the run failed with this error, and sent nothing that changes anything. */
  async function expectRefused(
    workflow: HandOverWorkflow,
    inputs: Readonly<Record<string, string>>,
    expected: RegExp,
  ): Promise<StepResult> {
    const before = { secrets: workflow.secrets(), issues: workflow.issues() };
    const begin = workflow.sandbox.requests.length;
    const step = await workflow.runByHand(inputs);
    expect(step.outcome).toBe('failure');
    expect(errorsOf(step)).toContain('acknowledgement-refused');
    expect(errorsOf(step)).toMatch(expected);
    expect(step.outputs).toMatchObject({ rotated: 'false', 'retired-key-ids': '[]', 'actions-due': '[]' });
    expect({ secrets: workflow.secrets(), issues: workflow.issues() }).toEqual(before);
    expect(changesOf(workflow, begin)).toEqual([]);
    return step;
  }

  test('because it names another key names the current one, and changes nothing', () =>
    inHandOver(async (workflow) => {
      const { inputs, ids } = await renewTwice(workflow);
      const { adopted, others, first, current } = ids;
      const currentFirst = new RegExp(
        `the current one is .*${current}[^]*put the value of the current client secret into Exalate first, then acknowledge it: start the workflow on https://.* with .acknowledge: ${current}., or with the GitHub CLI:\n.*--field acknowledge=${current}`,
      );
      for (const acknowledge of [adopted, others, first]) {
        await expectRefused(workflow, { ...inputs, acknowledge }, currentFirst);
      }
    }));

  test('because a destination does not hold it says so', () =>
    inHandOver(async (workflow) => {
      await workflow.run();
      const [keyId = ''] = keyIdsOf(workflow);
      const { sandbox } = workflow;
      sandbox.keyVault(vault).set(vaultSecret, { value: 'another value' }, sandbox.tenant.now() + 60_000);
      workflow.later(1);
      const notStored =
        /do not hold it[^]*Key Vault secret exalate[^]*start the workflow without `acknowledge`/;
      await expectRefused(workflow, { acknowledge: keyId }, notStored);
    }));

  test('because GitHub may hold an older one says how to store one that can be acknowledged', () =>
    inHandOver(async (workflow) => {
      const inputs = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
      const renewNow = { ...inputs, 'renew-within': '' };
      const halfAnHour = 31 / 1440;
      await workflow.run(inputs);
      await workflow.runByHand(renewNow);
      const [, second = ''] = keyIdsOf(workflow);
      const mayHoldOlder =
        /may hold an older one as well:\n.*EXALATE_CLIENT_SECRET[^]*If that run adds none, wait half an hour and select `renew-now`/;
      await expectRefused(workflow, { ...inputs, acknowledge: second }, mayHoldOlder);

      workflow.later(halfAnHour);
      expect((await workflow.run(inputs)).outputs['rotated']).toBe('false');
      const { 'key-id': third = '' } = (await workflow.runByHand(renewNow)).outputs;
      const accepted = await workflow.runByHand({ ...inputs, acknowledge: third });
      expect(accepted.outcome).toBe('success');
      expect(keyIdsOf(workflow)).toEqual([third]);
    }));

  test.each([
    ['schedule', {}],
    ['push', {}],
    ['workflow_call', { 'dry-run': 'true' }],
  ])('because the event %s started the run is refused before any request', (eventName, inputs) =>
    inHandOver(async ({ sandbox, job, secrets }) => {
      const acknowledge = 'f0b0b335-1d71-4c92-8d98-567911bfdca6';
      const step = await (await job({ ...inputs, acknowledge }, { eventName })).main();
      expect(step.outcome).toBe('failure');
      expect(errorsOf(step)).toContain('invalid-inputs');
      expect(errorsOf(step)).toContain(
        `\`acknowledge\` requires a run that a person starts by hand (\`on: workflow_dispatch\`). This run was started by \`${eventName}\`.`,
      );
      expect(sandbox.requests).toEqual([]);
      expect(secrets()).toEqual([]);
    }),
  );
});

describe('when something fails after an acknowledgement was accepted', () => {
  test('a secret that is left is an error, the issue stays open, and the acknowledgement can be repeated', () =>
    inHandOver(async (workflow) => {
      const { inputs, ids } = await renewTwice(workflow);
      const { adopted, others, first, current } = ids;
      workflow.sandbox.faults.add({ ...refusedRemoval, skip: 1 });
      const step = await workflow.runByHand({ ...inputs, acknowledge: current });
      expect(step.outcome).toBe('failure');
      expect(errorsOf(step)).toContain('acknowledgement-incomplete');
      expect(errorsOf(step)).toContain(`start the workflow again with \`acknowledge: ${current}\``);
      expect(step.transcript).toMatch(
        /A superseded secret could not be removed \([\w-]+\)\. (?!The next run)/,
      );
      expect(step.outputs).toMatchObject({
        'key-id': current,
        'retired-key-ids': JSON.stringify([adopted]),
        'actions-due': '["retire"]',
      });
      expect(keyIdsOf(workflow)).toEqual([others, first, current]);
      expect(workflow.issues()[1]?.isOpen).toBe(true);
      workflow.sandbox.faults.clear();
      expect((await workflow.runByHand({ ...inputs, acknowledge: current })).outcome).toBe('success');
      expect(keyIdsOf(workflow)).toEqual([others, current]);
      expect(workflow.issues()[1]).toMatchObject({ isOpen: false, stateReason: 'completed' });
    }));

  test('an issue that GitHub does not close is an error, and the older secrets are gone', () =>
    inHandOver(async (workflow) => {
      const { inputs, ids } = await renewTwice(workflow);
      workflow.sandbox.faults.add({
        when: { method: 'PATCH', path: /\/issues\/2$/ },
        fault: {
          kind: 'answer',
          status: 403,
          headers,
          body: { message: 'Resource not accessible by integration' },
        },
        times: Infinity,
      });
      const step = await workflow.runByHand({ ...inputs, acknowledge: ids.current });
      expect(step.outcome).toBe('failure');
      expect(errorsOf(step)).toContain('hand-over-refused');
      expect(errorsOf(step)).toContain(
        `State now: the client secret (key ID ${ids.current}) was acknowledged.`,
      );
      expect(keyIdsOf(workflow)).toEqual([ids.others, ids.current]);
      expect(step.outputs['hand-over-issue-url']).toBe('https://github.com/acme/ops/issues/2');
    }));

  test('a newer secret that another run adds meanwhile keeps the older ones', () =>
    inHandOver(async (workflow) => {
      const { inputs, ids } = await renewTwice(workflow);
      const { sandbox, secrets } = workflow;
      const displayName = secrets()
        .at(-1)
        ?.displayName?.replace(/\w{6}\]$/, 'aaaaaa]');
      let before = keyIdsOf(workflow);
      sandbox.faults.add({
        when: { method: 'GET', host: 'graph.microsoft.com' },
        fault: {
          kind: 'rewrite',
          rewrite: (response) => {
            const newer = makePassword({ displayName }, sandbox.tenant.now());
            sandbox.tenant.keep(sandbox.tenant.application('Exalate'), newer, -Infinity);
            before = keyIdsOf(workflow);
            return response;
          },
        },
      });
      const step = await workflow.runByHand({ ...inputs, acknowledge: ids.current });
      // To repeat it would not help: the newer key is the current one.
      expect(errorsOf(step)).toContain('acknowledgement-refused');
      expect(errorsOf(step)).toContain(`but the current one is`);
      expect(errorsOf(step)).toContain(before.at(-1));
      expect(step.outputs).not.toHaveProperty('key-id');
      expect(step.transcript).toContain('the second check did not confirm that it is no longer needed');
      expect(before).toHaveLength(5);
      expect(keyIdsOf(workflow)).toEqual(before);
      expect(workflow.issues()[1]?.isOpen).toBe(true);
    }));
});
