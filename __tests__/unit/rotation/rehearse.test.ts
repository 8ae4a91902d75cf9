import { describe, expect, test } from '@jest/globals';
import type { SecretRequest } from '../../../src/entra/graph/renewal-findings.ts';
import type { Acknowledged } from '../../../src/plan/acknowledgement.ts';
import type { Keep } from '../../../src/plan/plan.ts';
import { failWithRehearsal, formatFinding, rehearse } from '../../../src/rotation/rehearse.ts';
import type { RotationContext, TokenExpiry } from '../../../src/rotation/context.ts';
import { createLimitError } from '../../../src/rotation/two-secret-limit.ts';
import { ActionError, toActionErrors } from '../../../src/shared/action-error.ts';
import { day, daysAgo, lineageSecret, now, writtenAt } from '../../helpers/histories.ts';
import { createTestContext, createTestDestination } from '../../helpers/test-context.ts';

const current = lineageSecret('b', 20);
const nextRenewal = daysAgo(-270);
const keep: Keep = {
  kind: 'keep',
  current,
  retireFirst: [],
  compromised: [],
  retire: [],
  retained: [],
  nextRenewal,
};
const add = {
  kind: 'add' as const,
  reasons: [],
  displayName: '',
  endDateTime: now,
  retireFirst: [],
  compromised: [],
  retire: [],
  retained: [],
  nextRenewal: undefined,
};
const notOwned = new ActionError('application-not-owned', {
  problem: 'Not an owner.',
  likelyCause: 'a',
  remedy: 'b',
});

interface Situation {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly tokens?: readonly TokenExpiry[];
  readonly mayReadPolicies?: boolean;
  readonly acknowledge?: string;
  readonly unknown?: readonly string[];
  readonly application?: Partial<RotationContext['application']>;
}

/** A run whose checks find that the application is not owned. It records what was asked of Graph, and the log. */
function createRun({
  inputs,
  tokens = [],
  mayReadPolicies = false,
  acknowledge,
  unknown = [],
  application,
}: Situation = {}): {
  readonly context: RotationContext;
  readonly requests: SecretRequest[];
  readonly lines: string[];
} {
  const requests: SecretRequest[] = [];
  const lines: string[] = [];
  const info = (line: string): void => {
    lines.push(line);
  };
  const log = { info, notice: info, warning: info };
  const context = createTestContext(
    { log, readTokenExpiries: () => tokens },
    { expires: '180 days', ...inputs },
  );
  return {
    requests,
    lines,
    context: {
      ...context,
      inputs: { ...context.inputs, acknowledge },
      application: { ...context.application, ...application },
      applications: {
        ...context.applications,
        canReadPolicies: () => mayReadPolicies,
        checkRenewal: (_, request) => {
          requests.push(request);
          return Promise.resolve({ errors: [notOwned], unknown });
        },
      },
    },
  };
}

const codesOf = (findings: readonly { readonly error: ActionError }[]): readonly string[] =>
  findings.map(({ error }) => error.code);
const expiring = (input: TokenExpiry['input'], expires: Date): TokenExpiry => ({ input, expires });
const endOf = ({ at }: SecretRequest): Date => new Date(at.getTime() + 180 * day);

describe('a run with nothing due', () => {
  test('asks whether a secret can be added at the next renewal', async () => {
    const { context, requests } = createRun();
    const findings = await rehearse(keep, context, now);
    expect(findings).toEqual([{ error: notOwned, deadline: nextRenewal }]);
    expect(requests).toEqual([
      { at: nextRenewal, endDateTime: endOf({ at: nextRenewal, endDateTime: now }) },
    ]);
  });

  test('asks whether one can be added now when no renewal is ever due', async () => {
    const { context, requests } = createRun({ application: { signInAudience: 'PersonalMicrosoftAccount' } });
    const findings = await rehearse({ ...keep, nextRenewal: undefined }, context, now);
    expect(findings).toEqual([{ error: notOwned, deadline: undefined }]);
    expect(requests.map(({ at }) => at)).toEqual([now]);
  });

  test('finds tokens that expire until then, with the day on which they do', async () => {
    const [early, late] = [daysAgo(-100), daysAgo(-271)];
    const tokens = [expiring('github-token', early), expiring('hand-over-token', late)];
    const findings = (await rehearse(keep, createRun({ tokens }).context, now)).slice(1);
    expect(findings.map(({ deadline }) => deadline)).toEqual([early]);
    expect(findings[0]?.error.message).toMatch(
      /^github-token-expires: The GitHub token in `github-token` expires at /,
    );
  });

  test('finds that the limit of two secrets leaves no room, and lists those that are left', async () => {
    const [gone, other] = [lineageSecret('g', 300), lineageSecret('o', 100)];
    const application = {
      signInAudience: 'PersonalMicrosoftAccount',
      passwordCredentials: [gone, other, current],
    };
    const retire = [{ secret: gone, cause: 'expired' as const, since: now, due: now }];
    const [, finding, ...more] = await rehearse({ ...keep, retire }, createRun({ application }).context, now);
    expect(finding?.deadline).toBe(nextRenewal);
    expect(more).toEqual([]);
    expect(finding?.error.message).toMatch(/^two-secret-limit: [^]*key ID o[^]*key ID b/);
    expect(finding?.error.message).not.toContain('key ID g');
  });

  test('finds room when compromised secrets are removed in this run', async () => {
    const leaked = lineageSecret('o', 100);
    const application = {
      signInAudience: 'PersonalMicrosoftAccount',
      passwordCredentials: [leaked, current],
    };
    const compromised = [{ secret: leaked, cause: 'compromised' as const, since: now, due: now }];
    const { context } = createRun({ application });
    expect(codesOf(await rehearse({ ...keep, compromised }, context, now))).toEqual([
      'application-not-owned',
    ]);
    expect(codesOf(await rehearse(keep, context, now))).toContain('two-secret-limit');
  });

  test('logs what could not be checked', async () => {
    const { context, lines } = createRun({ unknown: ['the owners of the application'] });
    await rehearse(keep, context, now);
    expect(lines).toEqual([expect.stringContaining('did not show the owners of the application')]);
  });
});

describe('a run that acknowledges a secret', () => {
  const acknowledged = { kind: 'acknowledged' as const, current, retire: [], nextRenewal };

  test('asks the same, and about a secret that is added now when a renewal is due already', async () => {
    const { context, requests } = createRun({ mayReadPolicies: true, acknowledge: current.keyId });
    expect(codesOf(await rehearse(acknowledged, context, now))).toEqual([notOwned.code]);
    await rehearse({ ...acknowledged, nextRenewal: daysAgo(3) }, context, now);
    expect(requests.map(({ at }) => at)).toEqual([nextRenewal, now]);
  });

  test('does not count the secrets that it removes towards the limit of two secrets', async () => {
    const older = lineageSecret('a', 200);
    const application = {
      signInAudience: 'PersonalMicrosoftAccount',
      passwordCredentials: [older, current],
    };
    const retire = [{ secret: older, cause: 'acknowledged' as const, since: now, due: now }];
    const codesWith = async (plan: Acknowledged): Promise<readonly string[]> =>
      codesOf(await rehearse(plan, createRun({ application }).context, now));
    expect(await codesWith({ ...acknowledged, retire })).toEqual([notOwned.code]);
    expect(await codesWith(acknowledged)).toEqual([notOwned.code, 'two-secret-limit']);
  });
});

describe('a run that adds a secret', () => {
  test.each([
    ['may read the policies', { mayReadPolicies: true }, ['application-not-owned']],
    ['may not read them', {}, []],
    ['is a dry run', { inputs: { 'dry-run': 'true' } }, ['application-not-owned']],
  ])('asks Graph first when it %s: %j', async (_, situation, codes) => {
    expect(codesOf(await rehearse(add, createRun(situation).context, now))).toEqual(codes);
  });

  test('finds a token only when it has expired', async () => {
    const tokens = [expiring('github-token', daysAgo(-1)), expiring('hand-over-token', now)];
    const findings = await rehearse(add, createRun({ tokens }).context, now);
    expect(findings.map(({ error }) => error.explanation.problem)).toEqual([
      expect.stringContaining('`hand-over-token`'),
    ]);
  });
});

describe('a run that fails before it has a plan', () => {
  const failed = new ActionError('github-repository-not-found', {
    problem: 'a',
    likelyCause: 'b',
    remedy: 'c',
  });
  const fail = async (situation: Situation, found?: Promise<never>): Promise<readonly string[]> => {
    const { context } = createRun(situation);
    const error: unknown = await failWithRehearsal(
      failed,
      found ?? Promise.resolve(context),
      context,
      now,
    ).catch((thrown: unknown) => thrown);
    return toActionErrors(error).map(({ code }) => code);
  };

  test.each([
    ['reports what else makes it fail', { mayReadPolicies: true }, [failed.code, notOwned.code]],
    ['reports the same in a dry run', { inputs: { 'dry-run': 'true' } }, [failed.code, notOwned.code]],
    ['asks nothing without the permission', {}, [failed.code]],
    [
      'asks nothing when it acknowledges a secret',
      { mayReadPolicies: true, acknowledge: current.keyId },
      [failed.code],
    ],
  ])('%s', async (_, situation, codes) => {
    expect(await fail(situation)).toEqual(codes);
  });

  test('asks nothing when the application was not found', async () => {
    expect(await fail({ mayReadPolicies: true }, Promise.reject(new Error('not found')))).toEqual([
      failed.code,
    ]);
  });
});

describe('the remedy for the limit of two secrets', () => {
  const inputs = {
    'hand-over-issue': 'true',
    'hand-over-token': 'token',
    'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate',
    'step-output': 'false',
  };
  const older = lineageSecret('a', 200);
  const acknowledges = /start this workflow with `acknowledge: b`/;

  test.each([
    ['is an acknowledgement when there is a hand-over', inputs, [older, current], acknowledges],
    ['is `retire-after` without one', {}, [older, current], /set `retire-after`/],
    [
      'is no acknowledgement when that removes nothing',
      inputs,
      [{ ...older, displayName: '' }, current],
      /set `retire-after`/,
    ],
    ['is no acknowledgement without a secret of the workflow', inputs, [], /set `retire-after`/],
  ])('%s', (_, given, credentials, expected) => {
    const { context } = createRun({ inputs: given });
    expect(createLimitError(credentials, context).explanation.remedy).toMatch(expected);
  });

  test('names all compromised secrets that a destination may hold', () => {
    const { context } = createRun();
    const policy = { ...context.policy, compromised: ['a', 'b'] };
    const destinations = [createTestDestination({ evidence: writtenAt(current.startDateTime) })];
    const twins = [lineageSecret('a', 20), current];
    const { explanation } = createLimitError(twins, { ...context, policy, destinations });
    expect(explanation.problem).toContain('the compromised client secrets a, b, so they were not removed');
  });

  test('is the removal of another secret when a destination may hold the compromised one', () => {
    const { context } = createRun();
    const policy = { ...context.policy, compromised: ['b'] };
    const destinations = [createTestDestination({ evidence: writtenAt(current.startDateTime) })];
    const error = createLimitError([older, current], { ...context, policy, destinations });
    const { problem, remedy } = error.explanation;
    expect(problem).toContain('A destination may hold the compromised client secret b, so');
    expect(remedy).toMatch(/^remove a client secret that nothing uses any more[^]*--key-id KEY-ID$/m);
  });
});

test('a warning says when the next renewal is due, if one is', () => {
  const finding = { error: notOwned, deadline: nextRenewal };
  expect(formatFinding(finding, nextRenewal)).toMatch(
    /^The next renewal, due on 2027-08-21, would fail with application-not-owned: Not an owner\.\n/,
  );
  expect(formatFinding(finding, undefined)).toMatch(/^The next renewal would fail with /);
});
