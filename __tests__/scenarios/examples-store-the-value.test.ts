import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { trustEnvironment, withExample } from '../helpers/example-runs.ts';
import { writer } from '../helpers/scenario.ts';
import { testWith } from '../helpers/with-tools.ts';
import type { PlayedStep, WorkflowStart } from '../helpers/workflow-player.ts';

const secretName = 'EXALATE_CLIENT_SECRET';
const reader = 'github_pat_11SANDBOX0reader';

const valuesIn = {
  repository: ({ github }: Sandbox) => github.secret('acme/ops', secretName)?.value,
  organization: ({ github }: Sandbox) => github.organization('acme').secrets.get(secretName)?.value,
  environment: ({ github }: Sandbox) =>
    github.repository('acme/ops').environment('production')?.secrets.get(secretName)?.value,
  dependabot: ({ github }: Sandbox) =>
    github.repository('acme/ops').dependabot.secrets.get(secretName)?.value,
};

interface Example {
  readonly file: string;
  readonly destinations: readonly (keyof typeof valuesIn)[];
  readonly settings: Partial<WorkflowStart>;
}

/** The last step of a run, which is that of this action. */
function lastOf(steps: readonly PlayedStep[]): PlayedStep {
  const last = steps.at(-1);
  if (last === undefined) throw new Error('no step ran');
  return last;
}

const appSettings = {
  vars: { SECRETS_APP_CLIENT_ID: 'Iv23liSandbox' },
  secrets: { SECRETS_APP_PRIVATE_KEY: '(the private key)' },
};
const ownRepository = (text: string): string => text.replace('123456, 234567', '70010001');

test.each<Example>([
  { file: 'rotate.yml', destinations: ['repository'], settings: { secrets: { SECRETS_TOKEN: writer } } },
  { file: 'rotate-with-app-token.yml', destinations: ['repository'], settings: appSettings },
  { file: 'organization-secret.yml', destinations: ['organization'], settings: appSettings },
  {
    file: 'many-destinations.yml',
    destinations: ['repository', 'environment', 'dependabot', 'organization'],
    settings: { secrets: { SECRETS_TOKEN: writer }, edit: ownRepository },
  },
])(
  'examples/$file stores a client secret once, renews it on request, removes the older one after the acknowledgement, and replaces one that leaked',
  ({ file, destinations, settings }) =>
    withExample(
      `examples/${file}`,
      async ({ sandbox, run, keyIds, newestValue, nextDay }) => {
        sandbox.github.repository('acme/ops').addEnvironment('production');
        const held = (): readonly (string | undefined)[] =>
          destinations.map((destination) => valuesIn[destination](sandbox));
        const expectRun = async (
          dispatched: WorkflowStart['dispatched'],
          actionsDue: string,
        ): Promise<PlayedStep['outputs']> => {
          const { outcome, outputs } = lastOf(
            await run(dispatched === undefined ? undefined : { dispatched }),
          );
          expect({ outcome, due: outputs['actions-due'] }).toEqual({ outcome: 'success', due: actionsDue });
          return outputs;
        };

        await expectRun({ 'dry-run': true }, '["renew"]');
        expect([...keyIds(), ...held().filter(Boolean)]).toEqual([]);

        await expectRun(undefined, '["renew"]');
        const [first = ''] = keyIds();
        expect(held()).toEqual(destinations.map(newestValue));

        nextDay();
        await expectRun(undefined, '[]');
        const { 'key-id': second = '' } = await expectRun({ 'renew-now': true }, '["renew"]');
        expect(keyIds()).toEqual([first, second]);

        await expectRun({ acknowledge: second }, '["retire"]');
        expect(keyIds()).toEqual([second]);

        nextDay();
        const { 'key-id': third } = await expectRun({ compromised: second }, '["renew","retire"]');
        expect(keyIds()).toEqual([third]);
        expect(held()).toEqual(destinations.map(newestValue));
      },
      () => settings,
    ),
);

describe('examples/approval.yml', () => {
  const file = 'examples/approval.yml';
  const settings = (sandbox: Sandbox): Partial<WorkflowStart> => {
    sandbox.github.repository('acme/ops').addEnvironment('production');
    trustEnvironment(sandbox, 'production');
    return {
      secrets: { SECRETS_READ_TOKEN: reader },
      environmentSecrets: { production: { SECRETS_TOKEN: writer } },
    };
  };
  const approved = ['production'];
  const namesOf = (steps: readonly PlayedStep[]): readonly string[] => steps.map(({ name }) => name);

  test('changes nothing until a reviewer approves', () =>
    withExample(
      file,
      async ({ sandbox, run, keyIds }) => {
        const steps = await run();
        expect(steps).toMatchObject([
          { name: 'plan: Check what is due', outcome: 'success', outputs: { 'actions-due': '["renew"]' } },
        ]);
        expect(keyIds()).toEqual([]);
        const changes = sandbox.requests.filter(
          ({ method, path }) => method !== 'GET' && !path.includes('/oauth2/'),
        );
        expect(changes).toEqual([]);
      },
      settings,
    ));

  test('stores a client secret after the approval, and asks for no other one while nothing is due', () =>
    withExample(
      file,
      async ({ sandbox, run, keyIds, newestValue }) => {
        const both = ['plan: Check what is due', 'rotate: Add a client secret and store it'];
        const rotated = await run({ approved });
        expect(namesOf(rotated)).toEqual(both);
        expect(lastOf(rotated)).toMatchObject({ outcome: 'success', outputs: { rotated: 'true' } });
        expect(valuesIn.environment(sandbox)).toBe(newestValue());

        expect(namesOf(await run({ approved }))).toEqual(both.slice(0, 1));
        expect(namesOf(await run({ approved, dispatched: { 'renew-now': true, 'dry-run': true } }))).toEqual(
          both.slice(0, 1),
        );
        expect(keyIds()).toHaveLength(1);
      },
      settings,
    ));

  test('passes a key ID that a person enters on to both jobs', () =>
    withExample(
      file,
      async ({ run, keyIds, nextDay }) => {
        await run({ approved });
        nextDay();
        await run({ approved, dispatched: { 'renew-now': true } });
        const [first, second = ''] = keyIds();
        const waiting = await run({ dispatched: { acknowledge: second } });
        expect(lastOf(waiting).outputs['actions-due']).toBe('["retire"]');
        expect(keyIds()).toEqual([first, second]);
        await run({ approved, dispatched: { acknowledge: second } });
        expect(keyIds()).toEqual([second]);
        nextDay();
        await run({ approved, dispatched: { compromised: second } });
        expect(keyIds()).toHaveLength(1);
        expect(keyIds()).not.toEqual([second]);
      },
      settings,
    ));
});

testWith(
  'bash',
  'curl',
  'jq',
)(
  'examples/step-output.yml signs in as Exalate in a later step, and leaves no client secret when the job has ended',
  () =>
    withExample(
      'examples/step-output.yml',
      async ({ sandbox, run, keyIds }) => {
        const steps = await run({ dispatched: {} });
        expect(steps).toMatchObject([
          { outcome: 'success', outputs: { rotated: 'true' } },
          { outcome: 'success', log: expect.stringMatching(/^1$/m) },
        ]);
        expect(sandbox.tenant.mintedSecrets).toHaveLength(1);
        expect(keyIds()).toEqual([]);
      },
      () => ({ vars: { AZURE_DEVOPS_ORGANIZATION: 'acme' } }),
    ),
);
