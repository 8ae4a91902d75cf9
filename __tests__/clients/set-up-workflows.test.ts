import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { read, root } from '../helpers/repository.ts';
import { runSetUp, setUpScript, usual } from '../helpers/set-up.ts';
import { inTerminal, openTerminal } from '../helpers/stock-clients.ts';
import { inSandbox } from '../helpers/sandbox-client.ts';
import { testWith } from '../helpers/with-tools.ts';
import { findErrors } from '../helpers/workflow-text.ts';

// Each command of Azure CLI takes a second or two.
jest.setTimeout(240_000);

const withClients = testWith('az', 'gh');

const shape = v.looseObject({
  name: v.string(),
  jobs: v.object({
    rotate: v.looseObject({
      steps: v.pipe(v.array(v.looseObject({ with: v.record(v.string(), v.unknown()) })), v.minLength(1)),
    }),
  }),
});

const readWorkflow = (text: string) => v.parse(shape, parse(text));

/** The workflows that setup.sh has printed, by their files. */
function splitWorkflows(text: string): Readonly<Record<string, string>> {
  const parts = text.split(/^# (\.github\/workflows\/\S+) of acme\/ops$/m).slice(1);
  return Object.fromEntries(
    parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [])),
  );
}

interface Destination {
  readonly options: string;
  readonly example: string;
  /** The inputs in which the printed workflow differs from the example; undefined: it has no such input. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly isLeft: string;
}

const destinations: readonly Destination[] = [
  {
    options: '--key-vault-secret https://vault-1.vault.azure.net/secrets/exalate-2',
    example: 'key-vault',
    inputs: {
      'azure-devops-organization': undefined,
      'key-vault-secret': 'https://vault-1.vault.azure.net/secrets/exalate-2',
    },
    isLeft: '--scope "$(az keyvault show --name vault-1 --query id --output tsv)/secrets/exalate-2"',
  },
  {
    options: '--encrypt-to age1first --encrypt-to age1second',
    example: 'encrypted-file',
    inputs: { 'encrypt-to': 'age1first\nage1second' },
    isLeft: '1. In the workflow, replace "org"',
  },
  {
    options: '--repository-secret NODE_SECRET',
    example: 'rotate',
    inputs: { 'repository-secret': 'NODE_SECRET' },
    isLeft: 'gh secret set SECRETS_TOKEN --repo acme/ops',
  },
];

withClients('setup.sh prints the workflow of the example, for each kind of destination', () =>
  inTerminal(async (terminal, { tenant }) => {
    const { appId } = tenant.application('Exalate');
    for (const { options, example, inputs, isLeft } of destinations) {
      const { stderr, stdout } = await runSetUp(terminal, `${usual} ${options} --dry-run`);
      expect(stderr).toContain(isLeft);
      expect(Object.keys(splitWorkflows(stdout))).toEqual(['.github/workflows/exalate-secret.yml']);
      expect(await findErrors(stdout)).toEqual([]);
      const published = readWorkflow(read(`examples/${example}.yml`));
      const [first, ...others] = published.jobs.rotate.steps;
      const given: Record<string, unknown> = { ...first?.with, application: appId, ...inputs };
      const present = Object.entries(given).filter(([, value]) => value !== undefined);
      const steps = [{ ...first, with: Object.fromEntries(present) }, ...others];
      expect(readWorkflow(stdout)).toEqual({
        ...published,
        name: 'Rotate the client secret of Exalate',
        concurrency: { group: `exalate-client-secret-${appId}`, 'cancel-in-progress': false },
        jobs: { rotate: { ...published.jobs.rotate, steps } },
      });
    }
  }),
);

withClients('setup.sh prints a workflow of its own for each application, whatever its name is', () =>
  inTerminal(async (terminal, { tenant }) => {
    const name = "Test's: ${{ github.token }} #1\rb";
    const { appId: first } = tenant.application('Exalate');
    const { appId: second } = tenant.addApplication({ displayName: name, owned: false });
    const options = `--repository acme/ops --application Exalate --application ${second} --application ${first} --dry-run`;
    const workflows = splitWorkflows((await runSetUp(terminal, options)).stdout);
    expect(Object.keys(workflows)).toEqual([
      '.github/workflows/exalate-secret-exalate-30000000.yml',
      '.github/workflows/exalate-secret-test-s-github-token-1-b-50000000.yml',
    ]);
    for (const [index, text] of Object.values(workflows).entries()) {
      expect(await findErrors(text)).toEqual([]);
      const { name: title, concurrency, jobs } = readWorkflow(text);
      const id = [first, second][index] ?? '';
      expect(title).toBe(
        `Rotate the client secret of ${['Exalate', name.replace('\r', ' ').replace('${{', '$ {{')][index] ?? ''}`,
      );
      expect(concurrency).toMatchObject({ group: `exalate-client-secret-${id}` });
      expect(jobs.rotate.steps[0]?.with).toMatchObject({
        application: id,
        'key-vault-secret': `\${{ vars.EXALATE_KEY_VAULT_SECRET_${id.slice(0, 8)} }}`,
      });
    }
  }),
);

withClients('the workflow names the action by the repository that the script was cloned from', () =>
  inTerminal(async (terminal) => {
    const clone = join(terminal.home, 'exalate-secret-action');
    await mkdir(clone);
    await terminal.run(
      `cd ${clone} && cp -R ${join(root, 'setup')} ${join(root, 'examples')} . && git init -q && git remote add origin git@github.com:octo-org/rotate-exalate.git`,
    );
    const { stderr, stdout } = await terminal.run(`${clone}/setup/setup.sh ${usual} --dry-run`);
    expect(stdout).toContain('uses: octo-org/rotate-exalate@v1\n');
    expect(stderr).not.toContain('replace "org"');
  }),
);

withClients('setup.sh leaves out a login whose subject has a form that it does not know', () =>
  inTerminal(async (terminal, { github, tenant }) => {
    github.repository('acme/ops').subjectSettings = {
      form: 'classic',
      claimKeys: ['repo', 'job_workflow_ref'],
    };
    const { exitCode, stderr } = await runSetUp(terminal, `${usual} --encrypt-to age1abc`);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Warning: acme/ops uses its own form of the subject (repo job_workflow_ref)');
    const { appId, federatedCredentials } = tenant.application('exalate-secret-rotation');
    expect(federatedCredentials).toEqual([]);
    const [command = ''] = /az ad app federated-credential create .*/.exec(stderr) ?? [];
    expect(await terminal.run(command.replace('SUBJECT', 'repo:acme/ops:x'))).toMatchObject({ exitCode: 0 });
    expect(tenant.application(appId).federatedCredentials).toMatchObject([{ subject: 'repo:acme/ops:x' }]);
  }),
);

withClients('setup.sh --help shows all options', () =>
  inSandbox(async (sandbox) => {
    const terminal = await openTerminal(sandbox);
    const { exitCode, stdout } = await runSetUp(terminal, '--help');
    expect(exitCode).toBe(0);
    const [, parser = ''] = read('setup/setup.sh').split(/^parse_options\(\) \{$|^set_option\(\) \{$/m);
    const cases = parser.split('\n').filter((line) => /^ {6}--/.test(line));
    const options = cases.flatMap((line) => line.match(/--[a-z-]+(?= \||\))/g) ?? []);
    expect(options.length).toBeGreaterThan(10);
    for (const option of options) expect(stdout).toContain(option);
    await terminal.close();
  }),
);

testWith('shellcheck')('shellcheck finds nothing in setup.sh', () =>
  inSandbox(async (sandbox) => {
    const terminal = await openTerminal(sandbox);
    const result = await terminal.run(`shellcheck --external-sources --check-sourced '${setUpScript}'`);
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    await terminal.close();
  }),
);
