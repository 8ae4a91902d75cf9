import { describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../sandbox/network/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Outcome } from '../../src/rotation/rotate.ts';
import {
  failureOf,
  prepareRun,
  runRotation,
  type FastClock,
  type InProcessRun,
} from '../helpers/in-sandbox.ts';
import { retiredKeyIds, useTimeline } from '../helpers/timeline.ts';

const day = 86_400_000;
const report = /\/beta\/reports\/appCredentialSignInActivities/;
const retiring = {
  'repository-secret': 'EXALATE_CLIENT_SECRET',
  'renew-within': '30 days',
  expires: '180 days',
  'retire-after': '7 days',
};
const inputs = { ...retiring, 'last-use': 'true' };

let sandbox: Sandbox;
let clock: FastClock;

useTimeline((startedSandbox, startedClock) => {
  sandbox = startedSandbox;
  clock = startedClock;
  sandbox.tenant.workload.roles = [...sandbox.tenant.workload.roles, 'AuditLog.Read.All'];
});

const advanceDays = (days: number): Promise<void> => clock.sleep(days * day);
const keyIds = (): readonly string[] => sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
const reportRequests = (): readonly string[] =>
  sandbox.requests
    .filter(({ path }) => path.includes('/beta/reports/appCredentialSignInActivities'))
    .map(({ path }) => new URL(path, 'https://x').searchParams.get('$filter') ?? '');
const use = (keyId: string | undefined): void => {
  sandbox.tenant.signIns.record(keyId ?? '', sandbox.tenant.now());
};

async function run(given: Readonly<Record<string, string>>): Promise<InProcessRun & { outcome: Outcome }> {
  const prepared = prepareRun(sandbox, given, clock);
  return { ...prepared, outcome: await runRotation(prepared) };
}
const warningsOf = ({ toolkit }: InProcessRun): readonly string[] =>
  toolkit.lines.filter((line) => line.startsWith('Warning: '));

/** Adds two secrets, 40 days apart. @returns their key IDs */
async function addTwo(): Promise<readonly string[]> {
  await run({ ...retiring, 'renew-within': '' });
  await advanceDays(40);
  await run({ ...retiring, 'renew-within': '' });
  return keyIds();
}

describe('with `last-use`', () => {
  test('a use after the successor was stored postpones the removal, and a warning says so', async () => {
    const [older = ''] = await addTwo();
    await advanceDays(3);
    use(older);
    await advanceDays(5);
    const postponing = await run(inputs);
    expect(retiredKeyIds(postponing.outcome)).toEqual([]);
    expect(warningsOf(postponing)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Warning: Superseded client secrets were used after their successor was stored, so they are not removed yet:\n {2}- .*${older}.*, last used \\S+Z\\. The first run after \\S+ removes it\\.\n.*Update Exalate`,
        ),
      ),
    ]);
    await advanceDays(3);
    expect(retiredKeyIds((await run(inputs)).outcome)).toEqual([older]);
    const { appId } = sandbox.tenant.application('Exalate');
    expect(reportRequests()).toEqual([`appId eq '${appId}'`, `appId eq '${appId}'`]);
  });

  test.each<[string, (older: string, newer: string) => void]>([
    ['nothing was used', () => undefined],
    [
      'only the current secret was used',
      (_, newer) => {
        use(newer);
      },
    ],
    [
      'the report lags behind',
      (older) => {
        sandbox.tenant.signIns.lag = 20 * day;
        use(older);
      },
    ],
    [
      'the report has no row',
      (older) => {
        sandbox.tenant.signIns.missing.add(older);
        use(older);
      },
    ],
  ])('the removal is neither postponed nor earlier when %s', async (_, arrange) => {
    const [older = '', newer = ''] = await addTwo();
    await advanceDays(3);
    arrange(older, newer);
    expect(retiredKeyIds((await run(inputs)).outcome)).toEqual([]);
    await advanceDays(5);
    expect(retiredKeyIds((await run(inputs)).outcome)).toEqual([older]);
  });

  test('the odd times of the documented example count', async () => {
    const [older = ''] = await addTwo();
    sandbox.tenant.signIns.form = 'documented';
    await advanceDays(3);
    use(older);
    await advanceDays(5);
    expect(retiredKeyIds((await run(inputs)).outcome)).toEqual([]);
    expect(keyIds()).toContain(older);
  });

  const fault = (answer: FaultRule['fault']): void => {
    sandbox.faults.add({ when: { path: report }, times: Infinity, fault: answer });
  };
  const answer = (status: number, body: unknown): void => {
    fault({ kind: 'answer', status, headers: { 'content-type': 'application/json' }, body });
  };

  test.each<[string, RegExp, () => void]>([
    [
      'the permission is missing',
      /last-use-unavailable[^]*lacks the application permission AuditLog\.Read\.All[^]*\n {2}az rest .*b0afded3/,
      () => {
        sandbox.tenant.workload.roles = ['Application.ReadWrite.OwnedBy'];
      },
    ],
    [
      'the tenant has no license',
      /last-use-unavailable[^]*P1 or P2 license/,
      () => {
        sandbox.tenant.signIns.isLicensed = false;
      },
    ],
    [
      'the report is throttled',
      /last-use-unavailable.*too many such requests/,
      () => {
        sandbox.tenant.signIns.requestsPerTenSeconds = 0;
      },
    ],
    [
      'the report is gone',
      /graph-request-failed.*HTTP 400/,
      () => {
        answer(400, { error: { code: 'BadRequest', message: 'Resource not found for the segment.' } });
      },
    ],
    [
      'a proxy responds',
      /response-not-from-service/,
      () => {
        answer(403, '<html>');
      },
    ],
    [
      'the response is not a list',
      /graph-request-failed.*cannot read/,
      () => {
        answer(200, { value: 1 });
      },
    ],
    [
      'the server fails',
      /graph-request-failed.*HTTP 503/,
      () => {
        answer(503, { error: { code: 'UnknownError', message: '' } });
      },
    ],
    [
      'the connection breaks',
      /graph-unreachable/,
      () => {
        fault({ kind: 'drop' });
      },
    ],
    [
      'the server does not respond',
      /graph-unreachable.*no response in time/,
      () => {
        fault({ kind: 'hang' });
      },
    ],
  ])('the run goes on as without it, with one warning, when %s', async (_, warning, arrange) => {
    const [older = ''] = await addTwo();
    await advanceDays(3);
    use(older);
    await advanceDays(5);
    arrange();
    const before = clock.now().getTime();
    const failing = await run(inputs);
    expect(retiredKeyIds(failing.outcome)).toEqual([older]);
    const about = warningsOf(failing).filter((line) =>
      line.includes('The last use of the client secrets is not known'),
    );
    expect(about).toEqual([expect.stringMatching(warning)]);
    expect(clock.now().getTime() - before).toBeLessThan(60_000);
  });

  test('an application for personal accounts keeps a secret in use, and the error says when it was last used', async () => {
    const signInAudience = 'AzureADandPersonalMicrosoftAccount';
    sandbox.tenant.addApplication({ displayName: 'Personal', signInAudience });
    const personal = { ...retiring, application: 'Personal', 'renew-within': '' };
    await run(personal);
    await advanceDays(8);
    await run(personal);
    const [older] = sandbox.tenant.secretsOf('Personal').map(({ keyId }) => keyId);
    await advanceDays(3);
    use(older);
    await advanceDays(5);
    const failure = await failureOf(run({ ...personal, 'last-use': 'true' }));
    expect(failure.code).toBe('two-secret-limit');
    expect(failure.message).toMatch(new RegExp(`key ID ${older ?? ''}, expires \\S+\\), last used \\S+Z\\n`));
    expect(sandbox.tenant.secretsOf('Personal')).toHaveLength(2);
  });

  test('an acknowledging run shows a use, and removes the secret all the same', async () => {
    const [older = '', newer = ''] = await addTwo();
    await advanceDays(3);
    use(older);
    sandbox.github.startRun({ eventName: 'workflow_dispatch', actor: 'alice' });
    const vault = { ...inputs, 'retire-after': 'never', acknowledge: newer };
    const acknowledging = await run(vault);
    expect(retiredKeyIds(acknowledging.outcome)).toEqual([older]);
    expect(warningsOf(acknowledging)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Warning: Older client secrets were used after the current one was added.*\n.*${older}.*, last used `,
        ),
      ),
    ]);
  });
});

test('without `last-use`, nothing is asked, and a use postpones nothing', async () => {
  const [older = ''] = await addTwo();
  await advanceDays(3);
  use(older);
  await advanceDays(5);
  expect(retiredKeyIds((await run(retiring)).outcome)).toEqual([older]);
  expect(reportRequests()).toEqual([]);
});
