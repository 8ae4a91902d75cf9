import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Outcome } from '../../src/rotation/rotate.ts';
import { createProgress } from '../../src/rotation/context.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import { toActionErrors } from '../../src/shared/action-error.ts';
import { prepareRun, runRotation, type FastClock } from '../helpers/in-sandbox.ts';
import { useTimeline } from '../helpers/timeline.ts';

const day = 86_400_000;
const renewing = {
  'repository-secret': 'EXALATE_CLIENT_SECRET',
  expires: '180 days',
  'renew-within': '60 days',
};
const handOver = {
  ...renewing,
  'repository-secret': '',
  'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate',
  'hand-over-issue': 'true',
};

let sandbox: Sandbox;
let clock: FastClock;

useTimeline((startedSandbox, startedClock) => {
  sandbox = startedSandbox;
  clock = startedClock;
});

type Given = Readonly<Record<string, string>>;

const run = (inputs: Given): Promise<Outcome> => runRotation(prepareRun(sandbox, inputs, clock));
const codesOf = async (work: Promise<unknown>): Promise<readonly string[]> =>
  toActionErrors(
    await work.then(
      () => undefined,
      (error: unknown) => error,
    ),
  ).map(({ code }) => code);
const findingsOf = ({ findings }: Outcome): readonly string[] =>
  findings.map(({ error, deadline }) => `${error.code} ${deadline?.toISOString().slice(0, 10) ?? ''}`);

function expire(token: string, days: number): void {
  const access = sandbox.github.access.get(token);
  const expiry = { at: clock.now().getTime() + days * day, lifetimeDays: 90 };
  if (access !== undefined) sandbox.github.access.set(token, { ...access, expiry });
}

describe('the next renewal', () => {
  test('works if nothing changes, so there is no finding, and again after the owner comes back', async () => {
    expect((await run(renewing)).findings).toEqual([]);
    const { owners } = sandbox.tenant.application('Exalate');
    const before = [...owners];
    owners.clear();
    expect(findingsOf(await run(renewing))).toEqual([expect.stringMatching(/^application-not-owned \d{4}-/)]);
    for (const owner of before) owners.add(owner);
    expect((await run(renewing)).findings).toEqual([]);
  });

  test('needs no owner when the workload identity is an administrator of applications', async () => {
    sandbox.tenant.application('Exalate').owners.clear();
    sandbox.tenant.workload.directoryRoles = ['158c047a-c907-4556-b7ef-446551a6b5f7'];
    await run(renewing);
    expect((await run(renewing)).findings).toEqual([]);
  });

  test.each([119, 121])('needs a GitHub token that is valid until then: %d days', async (days) => {
    await run(renewing);
    expire(sandbox.github.tokens.writer, days);
    const { findings } = await run(renewing);
    expect(findings.map(({ error }) => error.code)).toEqual(days === 119 ? ['github-token-expires'] : []);
  });

  test('needs the token of the hand-over, which is named once when it is also `github-token`', async () => {
    const { issues } = sandbox.github.tokens;
    expire(issues, 30);
    const inputs = { ...handOver, 'hand-over-token': issues, 'github-token': '' };
    await run(inputs);
    const { findings } = await run(inputs);
    expect(findings.map(({ error }) => /`[\w-]+`/.exec(error.message)?.[0])).toEqual(['`hand-over-token`']);
    const same = await run({ ...inputs, 'github-token': issues });
    expect(same.findings.map(({ error }) => /`[\w-]+`/.exec(error.message)?.[0])).toEqual(['`github-token`']);
  });

  test('is checked by a run that acknowledges a secret, too', async () => {
    const { github } = sandbox;
    const inputs = { ...handOver, 'hand-over-token': github.tokens.issues, 'github-token': '' };
    const { secret } = await run(inputs);
    sandbox.tenant.application('Exalate').owners.clear();
    github.startRun({ eventName: 'workflow_dispatch' });
    const acknowledging = { ...inputs, acknowledge: secret.keyId ?? '' };
    expect(await codesOf(run({ ...acknowledging, 'dry-run': 'true' }))).toEqual(['application-not-owned']);
    const outcome = await run(acknowledging);
    expect(outcome.plan.kind).toBe('acknowledged');
    expect(findingsOf(outcome)).toEqual([expect.stringMatching(/^application-not-owned \d{4}-/)]);
  });
});

describe('a dry run', () => {
  test.each([
    ['nothing is due', renewing],
    ['a secret is due', { ...renewing, 'renew-within': '' }],
  ])('fails with all problems when %s, and says what it would do', async (_, inputs) => {
    await run(renewing);
    sandbox.tenant.workload.roles = [...sandbox.tenant.workload.roles, 'Policy.Read.All'];
    sandbox.tenant.policies.passwordsAllowed = false;
    sandbox.tenant.application('Exalate').owners.clear();
    const { services, journal, inputs: read } = prepareRun(sandbox, { ...inputs, 'dry-run': 'true' }, clock);
    const progress = createProgress();
    expect(await codesOf(rotate(read, services, journal, progress))).toEqual([
      'application-not-owned',
      'client-secrets-not-allowed',
    ]);
    expect(progress.dryRun).toEqual({ opensIssue: false });
    expect(progress.plan?.kind).toBe(inputs === renewing ? 'keep' : 'add');
  });
});

describe('a run that cannot add a secret', () => {
  test('reports the limit of two secrets together with the other problems', async () => {
    sandbox.tenant.addApplication({
      displayName: 'Personal',
      signInAudience: 'PersonalMicrosoftAccount',
      credentials: [{ displayName: 'one' }, { displayName: 'two' }],
      owned: false,
    });
    const inputs = { ...renewing, application: 'Personal' };
    expect(await codesOf(run(inputs))).toEqual(['two-secret-limit']);
    expect(await codesOf(run({ ...inputs, 'dry-run': 'true' }))).toEqual([
      'two-secret-limit',
      'application-not-owned',
    ]);
  });

  test('reports a missing application alone', async () => {
    expect(await codesOf(run({ ...renewing, application: 'Missing', 'dry-run': 'true' }))).toEqual([
      'application-not-found',
    ]);
  });

  test('reports a missing destination together with the other problems', async () => {
    sandbox.tenant.application('Exalate').owners.clear();
    const inputs = { ...renewing, environment: 'missing', 'environment-secret': 'X', 'dry-run': 'true' };
    expect(await codesOf(run(inputs))).toEqual(['github-environment-not-found', 'application-not-owned']);
  });
});
