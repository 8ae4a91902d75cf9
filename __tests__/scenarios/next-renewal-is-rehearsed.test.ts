import { describe, expect, test } from '@jest/globals';
import type { StepResult } from '../../sandbox/runner/job.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { inSandbox } from '../helpers/job.ts';
import { writer } from '../helpers/scenario.ts';

const renewal = { expires: '180 days', 'renew-within': '60 days' };
const dryRun = { 'dry-run': 'true' };
const day = 86_400_000;

const firstLineOf = ({ summary }: StepResult): string => summary.split('\n', 1).join('');
const messagesOf = ({ annotations }: StepResult, level: string): readonly string[] =>
  annotations.filter((one) => one.level === level).map(({ message }) => message);
const codesOf = (step: StepResult): readonly string[] =>
  messagesOf(step, 'error').map((message) => message.replace(/:[^]*/, ''));
const mayReadPolicies = ({ tenant }: Sandbox): void => {
  tenant.workload.roles = [...tenant.workload.roles, 'Policy.Read.All'];
};
const noOwner = ({ tenant }: Sandbox): void => {
  tenant.application('Exalate').owners.clear();
};
const policyRequests = ({ requests }: Sandbox): number =>
  requests.filter(({ path }) => /\/owners|[pP]olic/.test(path)).length;

interface Problem {
  readonly code: string;
  readonly arrange: (sandbox: Sandbox) => void;
  /** The first line of the summary of a run with nothing due, after the day. */
  readonly headline: string;
  /** The error of a run that adds a secret; undefined when it succeeds. */
  readonly whenAdding: string | undefined;
}

const problems: readonly Problem[] = [
  {
    code: 'application-not-owned',
    arrange: noOwner,
    headline:
      'The workload identity 20000000-0000-4000-8000-000000000001 is not an owner of application 30000000-0000-4000-8000-000000000001, so it cannot add a client secret to it',
    whenAdding: 'application-not-owned',
  },
  {
    code: 'client-secrets-not-allowed',
    arrange: (sandbox) => {
      mayReadPolicies(sandbox);
      sandbox.tenant.policies.passwordsAllowed = false;
    },
    headline: 'The tenant&#39;s policy does not allow client secrets on this application',
    whenAdding: 'client-secrets-not-allowed',
  },
  {
    code: 'lifetime-not-allowed',
    arrange: (sandbox) => {
      mayReadPolicies(sandbox);
      sandbox.tenant.policies.maxLifetimeDays = 90;
    },
    headline:
      'A client secret of application 30000000-0000-4000-8000-000000000001 may be valid for 90 days at most',
    whenAdding: 'lifetime-not-allowed',
  },
  {
    code: 'github-token-expires',
    arrange: ({ github }) => {
      const access = github.access.get(writer);
      const expiry = { at: Date.now() + 30 * day, lifetimeDays: 90 };
      if (access !== undefined) github.access.set(writer, { ...access, expiry });
    },
    headline: 'The GitHub token in <code>github-token</code> expires at ',
    whenAdding: undefined,
  },
];

describe.each(problems)('a renewal that would fail with $code', ({ code, arrange, headline, whenAdding }) => {
  test('is a warning when nothing is due, and an error in a dry run', () =>
    inSandbox(async (sandbox, jobWith) => {
      await (await jobWith(renewal)).main();
      arrange(sandbox);
      const kept = await (await jobWith(renewal)).main();
      expect(kept.outcome).toBe('success');
      const due = kept.outputs['next-renewal-on']?.slice(0, 10) ?? '';
      expect(messagesOf(kept, 'warning')).toEqual([
        expect.stringMatching(
          new RegExp(`^The next renewal, due on ${due}, would fail with ${code}: [^]*\nTo fix it: `),
        ),
      ]);
      expect(firstLineOf(kept)).toMatch(
        new RegExp(`^<h2>Action needed before (\\d{4}-\\d{2}-\\d{2}): ${headline}`),
      );
      expect(kept.summary).toContain('The next renewal would fail</h3>');

      const dry = await (await jobWith({ ...renewal, ...dryRun })).main();
      expect([dry.outcome, codesOf(dry)]).toEqual(['failure', [code]]);
      expect(dry.transcript).toMatch(/no renewal needed\.[^]*To fix it: /);
      expect(dry.outputs).toMatchObject({ rotated: 'false', 'actions-due': '[]' });
    }));

  test('is an error of a run that adds a secret, if it would fail now', () =>
    inSandbox(async (sandbox, jobWith) => {
      arrange(sandbox);
      for (const inputs of [{}, dryRun]) {
        const step = await (await jobWith({ ...inputs, expires: '180 days' })).main();
        expect(codesOf(step)).toEqual(whenAdding === undefined ? [] : [whenAdding]);
        expect(step.outcome).toBe(whenAdding === undefined ? 'success' : 'failure');
      }
      expect(sandbox.tenant.mintedSecrets).toHaveLength(whenAdding === undefined ? 1 : 0);
    }));
});

test('a token for the hand-over issue that expires before the next renewal is a warning', () =>
  inSandbox(async (sandbox, jobWith) => {
    const { access, tokens } = sandbox.github;
    const issues = access.get(tokens.issues);
    const expiry = { at: Date.now() + 30 * day, lifetimeDays: 90, format: 'ISO 8601' } as const;
    if (issues !== undefined) access.set(tokens.issues, { ...issues, expiry });
    const handOver = { 'hand-over-issue': 'true', 'hand-over-token': tokens.issues };
    const vault = { 'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate' };
    const inputs = { ...renewal, ...handOver, ...vault, 'repository-secret': '', 'github-token': '' };
    const added = await (await jobWith(inputs)).main();
    expect([added.outcome, messagesOf(added, 'warning')]).toEqual(['success', []]);
    const kept = await (await jobWith(inputs)).main();
    expect(kept.outcome).toBe('success');
    expect(messagesOf(kept, 'warning')).toEqual([
      expect.stringContaining('github-token-expires: The GitHub token in `hand-over-token` expires at '),
    ]);
    expect(firstLineOf(kept)).toContain('Action needed: update Exalate by');
    expect(kept.summary).toContain('The next renewal would fail</h3>');
  }));

test('a limit of two secrets that leaves no room for the next renewal is a warning, then an error', () =>
  inSandbox(async (sandbox, jobWith) => {
    sandbox.tenant.addApplication({
      displayName: 'Personal',
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
      credentials: [{ displayName: 'made by hand' }],
    });
    const inputs = { ...renewal, application: 'Personal' };
    await (await jobWith(inputs)).main();
    const kept = await (await jobWith(inputs)).main();
    expect(kept.outcome).toBe('success');
    expect(messagesOf(kept, 'warning')).toContainEqual(
      expect.stringContaining('fail with two-secret-limit:'),
    );
    expect(firstLineOf(kept)).toContain('The application already has two client secrets');
    expect(codesOf(await (await jobWith({ ...inputs, ...dryRun })).main())).toEqual(['two-secret-limit']);
    const adding = await (await jobWith({ application: 'Personal' })).main();
    expect(codesOf(adding)).toEqual(['two-secret-limit']);
  }));

test('all problems are reported at once before a secret is added, if the policies can be read', () =>
  inSandbox(async (sandbox, jobWith) => {
    noOwner(sandbox);
    mayReadPolicies(sandbox);
    sandbox.tenant.policies.passwordsAllowed = false;
    const found = ['application-not-owned', 'client-secrets-not-allowed'];
    expect(codesOf(await (await jobWith({})).main())).toEqual(found);
    const missing = { environment: 'missing', 'environment-secret': 'X' };
    expect(codesOf(await (await jobWith(missing)).main())).toEqual([
      'github-environment-not-found',
      ...found,
    ]);
    expect(
      sandbox.requests.filter(({ method, path }) => method === 'POST' && path.includes('addPassword')),
    ).toEqual([]);
  }));

test('a run that adds a secret asks for nothing more without the permission to read the policies', () =>
  inSandbox(async (sandbox, jobWith) => {
    expect((await (await jobWith({})).main()).outcome).toBe('success');
    expect(policyRequests(sandbox)).toBe(0);
    mayReadPolicies(sandbox);
    expect((await (await jobWith({})).main()).outcome).toBe('success');
    expect(policyRequests(sandbox)).toBe(3);
  }));

test('a check that fails is a line in the log, and is not repeated', () =>
  inSandbox(async (sandbox, jobWith) => {
    await (await jobWith(renewal)).main();
    const fault = { kind: 'answer', status: 503, body: { error: { code: 'serviceNotAvailable' } } } as const;
    const rule = sandbox.faults.add({ when: { path: /\/owners/ }, times: Infinity, fault });
    const kept = await (await jobWith(renewal)).main();
    expect([kept.outcome, messagesOf(kept, 'warning')]).toEqual(['success', []]);
    expect(kept.transcript).toContain('Microsoft Graph did not show the owners of the application');
    expect(firstLineOf(kept)).toMatch(/Nothing to do until|Action needed: update Exalate/);
    expect(rule.used).toBe(1);
  }));
