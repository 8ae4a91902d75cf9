import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from '@jest/globals';
import * as v from 'valibot';
import { evaluateText, type Contexts } from '../../sandbox/runner/expressions.ts';
import { parseFileCommand } from '../../sandbox/runner/file-commands.ts';
import { createJob, type StepResult } from '../../sandbox/runner/job.ts';
import type { Levels } from '../../sandbox/services/github/access.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { findOwnPath } from './own-reference.ts';
import { root } from './repository.ts';
import { expectNoLeak, expectOwnCommands } from './scenario.ts';

const values = v.optional(v.record(v.string(), v.unknown()), {});

/** A step of a workflow file. */
export const stepShape = v.object({
  id: v.optional(v.string()),
  name: v.string(),
  if: v.optional(v.string()),
  uses: v.optional(v.string()),
  with: values,
  env: values,
  shell: v.optional(v.literal('bash')),
  run: v.optional(v.string()),
});

export type Outputs = Readonly<Record<string, string>>;

/** What became of a step. */
export interface StepOutcome {
  /** The evaluated `with:`; empty when the step is a script. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outcome: 'success' | 'failure';
  readonly outputs: Outputs;
  readonly summary: string;
  /** What the step printed. */
  readonly log: string;
}

/** A step that has run. */
interface RunStep {
  readonly outcome: StepOutcome;
  /** What the runner does when the job ends. */
  readonly post?: () => Promise<void>;
}

/** Where a step runs. */
interface StepStage {
  readonly sandbox: Sandbox;
  readonly folder: string;
}

/** The folder of this action or its report: as they are published, or in a workflow of this repository. */
function findActionDir(uses: string): string | undefined {
  const path = findOwnPath(uses);
  return path === undefined ? undefined : join(root, path);
}

/** Runs a step. An action of GitHub's own only records its inputs, except one that makes a token. */
export async function playStep(
  { uses = '', run, shell, with: given, env }: v.InferOutput<typeof stepShape>,
  contexts: Contexts,
  stage: StepStage,
): Promise<RunStep> {
  const evaluateEach = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, evaluateText(value, contexts)]));
  if (run !== undefined) return { outcome: await playScript(run, shell, evaluateEach(env), stage) };
  const inputs = evaluateEach(given);
  const actionDir = findActionDir(uses);
  if (actionDir !== undefined) return playAction(actionDir, inputs, stage);
  const outputs = uses.startsWith('actions/create-github-app-token@')
    ? { token: createAppToken(inputs, stage) }
    : {};
  if (!/^actions\/[\w-]+@[0-9a-f]{40}$/.test(uses))
    throw new Error(`The test cannot run the action ${uses}.`);
  return { outcome: { inputs, outcome: 'success', outputs, summary: '', log: '' } };
}

async function playAction(
  actionDir: string,
  inputs: Readonly<Record<string, string>>,
  { sandbox, folder }: StepStage,
): Promise<RunStep> {
  const { environment, github } = sandbox;
  const actionJob = await createJob({ actionDir, environment, token: github.tokens.job, inputs });
  const check = async (result: StepResult): Promise<StepResult> => {
    expectOwnCommands(result);
    await expectNoLeak(sandbox, actionJob, result);
    return result;
  };
  const { outcome, outputs, summary, transcript } = await check(await actionJob.main());
  const post = async (): Promise<void> => {
    const ended = await actionJob.post();
    if (ended !== undefined) {
      await check({ ...ended, outputs: { ...outputs, ...ended.outputs } });
      if (outcome === 'success') expect(ended.outcome).toBe('success');
    }
    await actionJob.close();
  };
  const result = { inputs, outcome, outputs, summary, log: transcript };
  const file = outputs['report-file'];
  if (file === undefined) return { outcome: result, post };
  // The steps of a job share the runner's temporary directory.
  const kept = join(folder, 'client-secrets.json');
  await writeFile(kept, await readFile(file));
  return { outcome: { ...result, outputs: { ...outputs, 'report-file': kept } }, post };
}

/** The permissions of a GitHub App that one input each asks for, in a repository and in an organization. */
const repositoryPermissions = ['secrets', 'environments', 'dependabot-secrets', 'codespaces-secrets'];
const organizationPermissions = ['organization-secrets'];

/**
 * Makes the token of a GitHub App that is installed in acme with all permissions: it may do what `permission-…` asks for. One
 * for an organization is made with `owner`. https://github.com/actions/create-github-app-token
 */
function createAppToken(inputs: Readonly<Record<string, string>>, { sandbox }: StepStage): string {
  const { access } = sandbox.github;
  const asked = Object.keys(inputs).filter((name) => name.startsWith('permission-'));
  if (!inputs['client-id'] || !inputs['private-key'] || asked.length === 0) throw new Error('not limited');
  const levelsOf = (names: readonly string[]): Levels =>
    Object.fromEntries(
      names.flatMap((name) => {
        const level = inputs[`permission-${name}`];
        return level === undefined ? [] : [[name.replaceAll('-', '_'), level]];
      }),
    );
  const token = `ghs_sandbox${access.size}organization`;
  access.set(token, {
    kind: 'integration',
    login: 'exalate-rotation[bot]',
    repositories: { 'acme/ops': levelsOf(repositoryPermissions) },
    organizations: { acme: inputs['owner'] === 'acme' ? levelsOf(organizationPermissions) : {} },
  });
  return token;
}

/** How GitHub runs a script. https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const shellOptions = { default: ['-e'], bash: ['--noprofile', '--norc', '-eo', 'pipefail'] };

async function playScript(
  script: string,
  shell: keyof typeof shellOptions = 'default',
  env: Readonly<Record<string, string>>,
  { sandbox, folder }: StepStage,
): Promise<StepOutcome> {
  const [scriptFile, outputFile, summaryFile] = ['script.sh', 'output', 'summary'].map((name) =>
    join(folder, name),
  );
  if (scriptFile === undefined || outputFile === undefined || summaryFile === undefined) throw new Error();
  await Promise.all([writeFile(scriptFile, script), writeFile(outputFile, ''), writeFile(summaryFile, '')]);
  const child = spawn('bash', [...shellOptions[shell], scriptFile], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      GH_CONFIG_DIR: folder,
      SSL_CERT_FILE: sandbox.caFile,
      ...sandbox.environment,
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [printed, errors, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  const log = (printed + errors).replace(/^::add-mask::.*$/gm, '');
  for (const value of sandbox.secrets()) expect(log).not.toContain(value);
  return {
    inputs: {},
    outcome: exitCode === 0 ? 'success' : 'failure',
    outputs: parseFileCommand(await readFile(outputFile, 'utf8')),
    summary: await readFile(summaryFile, 'utf8'),
    log,
  };
}
