import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { read, root } from '../helpers/repository.ts';
import { callSetUp, runSetUp, usual } from '../helpers/set-up.ts';
import { openTerminal, shareTerminal } from '../helpers/stock-clients.ts';
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
      steps: v.pipe(
        v.array(v.looseObject({ uses: v.string(), with: v.record(v.string(), v.unknown()) })),
        v.minLength(1),
      ),
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
    isLeft: 'Commit the workflow of Exalate to the branch main',
  },
  {
    options: '--repository-secret NODE_SECRET',
    example: 'rotate',
    inputs: { 'repository-secret': 'NODE_SECRET' },
    isLeft: 'gh secret set SECRETS_TOKEN --repo acme/ops',
  },
];

const applicationId = '30000000-0000-4000-8000-000000000001';

/** What setup.sh prints about an application that it knows. */
const print = `
  application_ids=(${applicationId}) application_names=(Exalate) principal_id=ID subjects=(any) default_branch=main
  print_what_is_left
  print_workflows`;

describe('setup.sh prints the workflow of the example, with', () => {
  for (const { options, example, inputs, isLeft } of destinations) {
    test(options, () =>
      inSandbox(async (sandbox) => {
        const terminal = await openTerminal(sandbox);
        const script = callSetUp(`${usual} ${options}`, print);
        const { stderr, stdout } = await terminal.run(script, { GIT_DIR: '/dev/null' });
        await terminal.close();
        expect(stderr).toContain(isLeft);
        expect(Object.keys(splitWorkflows(stdout))).toEqual(['.github/workflows/exalate-secret.yml']);
        expect(await findErrors(stdout)).toEqual([]);
        const published = readWorkflow(read(`examples/${example}.yml`));
        const [first, ...others] = published.jobs.rotate.steps;
        // The script asks for this only while this repository still has the placeholder.
        expect(stderr.includes('replace "org"')).toBe(first?.uses.startsWith('org/'));
        const given: Record<string, unknown> = { ...first?.with, application: applicationId, ...inputs };
        const present = Object.entries(given).filter(([, value]) => value !== undefined);
        const steps = [{ ...first, with: Object.fromEntries(present) }, ...others];
        expect(readWorkflow(stdout)).toEqual({
          ...published,
          name: 'Rotate the client secret of Exalate',
          concurrency: { group: `exalate-client-secret-${applicationId}`, 'cancel-in-progress': false },
          jobs: { rotate: { ...published.jobs.rotate, steps } },
        });
      }),
    );
  }
});

describe('setup.sh prints', () => {
  const shared = shareTerminal();

  withClients('one workflow per application, with the action that the script was cloned with', async () => {
    const { terminal, sandbox } = shared();
    const clone = join(terminal.home, 'exalate-secret-action');
    await mkdir(clone);
    await terminal.run(
      `cd ${clone} && cp -R ${join(root, 'setup')} ${join(root, 'examples')} . && git init -q && git remote add origin git@github.com:octo-org/rotate-exalate.git`,
    );
    // A name can contain what breaks a line in YAML, and what GitHub evaluates.
    const name = "Test's: ${{ github.token }} #1\rb\u2028          c: d";
    const { appId: first } = sandbox.tenant.application('Exalate');
    const { appId: second } = sandbox.tenant.addApplication({ displayName: name, owned: false });
    const applications = `--application Exalate --application ${second} --application ${first}`;
    // `cd` prints the folder if it finds it in CDPATH.
    const { stderr, stdout } = await terminal.run(
      `exalate-secret-action/setup/setup.sh --repository acme/ops ${applications} --dry-run`,
      { CDPATH: terminal.home },
    );
    expect(stderr).not.toContain('replace "org"');
    const workflows = splitWorkflows(stdout);
    expect(Object.keys(workflows)).toEqual([
      '.github/workflows/exalate-secret-exalate-30000000.yml',
      '.github/workflows/exalate-secret-test-s-github-token-1-b-c-d-50000000.yml',
    ]);
    for (const [index, text] of Object.values(workflows).entries()) {
      expect(await findErrors(text)).toEqual([]);
      expect(text).toContain('uses: octo-org/rotate-exalate@v1\n');
      expect(text).not.toMatch(/[\r\u2028]/);
      const { name: title, concurrency, jobs } = readWorkflow(text);
      const id = [first, second][index] ?? '';
      expect(title).toMatch(
        [/ of Exalate$/, / of Test's: \$ \{\{ github.token \}\} #1 b +c: d$/][index] ?? '',
      );
      expect(concurrency).toMatchObject({ group: `exalate-client-secret-${id}` });
      const inputs = jobs.rotate.steps[0]?.with;
      expect(inputs).toMatchObject({
        application: id,
        'key-vault-secret': `\${{ vars.EXALATE_KEY_VAULT_SECRET_${id.slice(0, 8)} }}`,
      });
      expect(inputs).not.toHaveProperty('c');
    }
  });

  withClients('the command for a login whose subject has a form that it does not know', async () => {
    const { terminal, sandbox } = shared();
    const { github, tenant } = sandbox;
    github.repository('acme/ops').subjectSettings = {
      form: 'classic',
      claimKeys: ['repo', 'job_workflow_ref'],
    };
    const { workload } = tenant;
    workload.federatedCredentials = [];
    const script = callSetUp(
      `${usual} --encrypt-to age1abc`,
      `application_ids=(${applicationId}) application_names=(Exalate)
      client_id=${workload.appId} audience=api://AzureADTokenExchange
      check_repository acme/ops
      look_for_subjects
      print_what_is_left`,
    );
    const { exitCode, stderr } = await terminal.run(script);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Warning: acme/ops uses a custom form of the subject (repo job_workflow_ref)');
    const [command = ''] = /az ad app federated-credential create .*/.exec(stderr) ?? [];
    expect(await terminal.run(command.replace('SUBJECT', 'repo:acme/ops:x'))).toMatchObject({ exitCode: 0 });
    expect(workload.federatedCredentials).toMatchObject([{ subject: 'repo:acme/ops:x' }]);
  });
});

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
