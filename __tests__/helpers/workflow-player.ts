import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { parse } from 'yaml';
import {
  evaluateCondition,
  evaluateText,
  evaluateValue,
  type Contexts,
} from '../../sandbox/runner/expressions.ts';
import { parseFileCommand } from '../../sandbox/runner/file-commands.ts';
import { createJob, type StepResult } from '../../sandbox/runner/job.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { read, root } from './repository.ts';
import { expectNoLeak, expectOwnCommands } from './scenario.ts';

const values = v.optional(v.record(v.string(), v.unknown()), {});
const step = v.object({
  id: v.optional(v.string()),
  name: v.string(),
  if: v.optional(v.string()),
  uses: v.optional(v.string()),
  with: values,
  env: values,
  run: v.optional(v.string()),
});
const job = v.object({
  name: v.optional(v.string()),
  needs: v.optional(v.string()),
  if: v.optional(v.string()),
  strategy: v.optional(v.object({ matrix: v.record(v.string(), v.string()) })),
  concurrency: v.optional(v.object({ group: v.string() })),
  outputs: values,
  uses: v.optional(v.string()),
  with: values,
  steps: v.optional(v.array(step), []),
});
const workflow = v.object({ jobs: v.record(v.string(), job) });

type Step = v.InferOutput<typeof step>;
type Job = v.InferOutput<typeof job>;
type Outputs = Readonly<Record<string, string>>;

/** What became of a step of a workflow run. */
export interface PlayedStep {
  /** The name of the job, followed by the name of the step. */
  readonly name: string;
  /** The concurrency group of the job. */
  readonly group: string | undefined;
  /** The evaluated `with:`; empty when the step is a script. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outcome: 'success' | 'failure';
  readonly outputs: Outputs;
  readonly summary: string;
  /** What the step printed. */
  readonly log: string;
}

/** A workflow, and how it is started. */
export interface WorkflowStart {
  /** Its file in examples/. */
  readonly file: string;
  /** What a person enters; undefined when the schedule starts the run. */
  readonly dispatched?: Readonly<Record<string, string | boolean>>;
  readonly vars: Readonly<Record<string, string>>;
  /** Plays these jobs only. */
  readonly jobs?: readonly string[];
  /** Changes the text of a workflow, as somebody does who copies it. */
  readonly edit?: (text: string) => string;
}

const actionDirs: ReadonlyMap<string, string> = new Map([
  ['org/exalate-secret-action@v1', root],
  ['org/exalate-secret-action/report@v1', join(root, 'report')],
]);

/** Runs a workflow of examples/ in the sandbox: its scripts with bash, its actions as the bundles in dist/. */
export async function playWorkflow(sandbox: Sandbox, start: WorkflowStart): Promise<readonly PlayedStep[]> {
  const played: PlayedStep[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'workflow-'));
  try {
    const contexts: Contexts = {
      github: {
        token: sandbox.github.tokens.job,
        repository: sandbox.environment['GITHUB_REPOSITORY'] ?? '',
      },
      vars: start.vars,
      inputs: start.dispatched ?? {},
    };
    await playFile(start.file, contexts, { sandbox, folder, played, edit: start.edit }, start.jobs);
  } finally {
    await rm(folder, { recursive: true });
  }
  return played;
}

interface Stage {
  readonly sandbox: Sandbox;
  /** Where scripts run, and the runner's temporary files are. */
  readonly folder: string;
  readonly played: PlayedStep[];
  readonly edit: WorkflowStart['edit'];
}

async function playFile(
  file: string,
  contexts: Contexts,
  stage: Stage,
  only?: readonly string[],
): Promise<void> {
  const text = read(`examples/${file}`);
  const { jobs } = v.parse(workflow, parse(stage.edit?.(text) ?? text));
  const needs: Record<string, unknown> = {};
  for (const [id, one] of Object.entries(jobs)) {
    const context = { ...contexts, needs };
    const isReady = one.needs === undefined || needs[one.needs] !== undefined;
    if (!isReady || only?.includes(id) === false || !evaluateCondition(one.if, context, false)) continue;
    for (const [index, matrix] of expandMatrix(one, context).entries()) {
      const outputs = await playJob(id, one, { ...context, matrix, strategy: { 'job-index': index } }, stage);
      if (outputs !== undefined) needs[id] = { outputs };
    }
  }
}

function expandMatrix({ strategy }: Job, contexts: Contexts): readonly Readonly<Record<string, unknown>>[] {
  if (strategy === undefined) return [{}];
  return Object.entries(strategy.matrix).flatMap(([name, list]) =>
    v.parse(v.array(v.unknown()), evaluateValue(list, contexts)).map((value) => ({ [name]: value })),
  );
}

/** @returns the outputs of the job; undefined when a step has failed, so that jobs that need it are skipped */
async function playJob(id: string, one: Job, contexts: Contexts, stage: Stage): Promise<Outputs | undefined> {
  if (one.uses !== undefined) {
    const inputs = evaluateEach(one.with, evaluateValue, contexts);
    const { github, vars } = contexts;
    await playFile(one.uses.replace('./.github/workflows/', ''), { github, vars, inputs }, stage);
    return {};
  }
  const steps: Record<string, unknown> = {};
  const jobName = evaluateText(one.name ?? id, contexts);
  const group = one.concurrency && evaluateText(one.concurrency.group, contexts);
  let hasFailed = false;
  for (const each of one.steps) {
    const context = { ...contexts, steps };
    if (!evaluateCondition(each.if, context, hasFailed)) continue;
    const result = await playStep(each, context, stage);
    stage.played.push({ ...result, name: `${jobName}: ${each.name}`, group });
    hasFailed ||= result.outcome === 'failure';
    if (each.id !== undefined) steps[each.id] = { outputs: result.outputs };
  }
  if (hasFailed) return undefined;
  return evaluateEach(one.outputs, evaluateText, { ...contexts, steps });
}

/** An action of GitHub's own only records its inputs. */
async function playStep(
  { uses, run, with: given, env }: Step,
  contexts: Contexts,
  stage: Stage,
): Promise<Omit<PlayedStep, 'name' | 'group'>> {
  if (run !== undefined) return playScript(run, evaluateEach(env, evaluateText, contexts), stage);
  const inputs = evaluateEach(given, evaluateText, contexts);
  const actionDir = actionDirs.get(uses ?? '');
  if (actionDir !== undefined) return playAction(actionDir, inputs, stage);
  if (uses?.startsWith('actions/') !== true)
    throw new Error(`The test cannot run the action ${uses ?? '(none)'}.`);
  return { inputs, outcome: 'success', outputs: {}, summary: '', log: '' };
}

async function playAction(
  actionDir: string,
  inputs: Readonly<Record<string, string>>,
  { sandbox, folder }: Stage,
): Promise<Omit<PlayedStep, 'name' | 'group'>> {
  const { environment, github } = sandbox;
  const actionJob = await createJob({ actionDir, environment, token: github.tokens.job, inputs });
  const check = async (result: StepResult): Promise<StepResult> => {
    expectOwnCommands(result);
    await expectNoLeak(sandbox, actionJob, result);
    return result;
  };
  try {
    const { outcome, outputs, summary, transcript } = await check(await actionJob.main());
    const post = await actionJob.post();
    if (post !== undefined) await check(post);
    const file = outputs['report-file'];
    if (file === undefined) return { inputs, outcome, outputs, summary, log: transcript };
    // The steps of a job share the runner's temporary directory.
    const kept = join(folder, 'client-secrets.json');
    await writeFile(kept, await readFile(file));
    return { inputs, outcome, outputs: { ...outputs, 'report-file': kept }, summary, log: transcript };
  } finally {
    await actionJob.close();
  }
}

/** GitHub runs a script without `shell:` as `bash -e`. https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
async function playScript(
  script: string,
  env: Readonly<Record<string, string>>,
  { sandbox, folder }: Stage,
): Promise<Omit<PlayedStep, 'name' | 'group'>> {
  const [scriptFile, outputFile, summaryFile] = ['script.sh', 'output', 'summary'].map((name) =>
    join(folder, name),
  );
  if (scriptFile === undefined || outputFile === undefined || summaryFile === undefined) throw new Error();
  await Promise.all([writeFile(scriptFile, script), writeFile(outputFile, ''), writeFile(summaryFile, '')]);
  const child = spawn('bash', ['-e', scriptFile], {
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
  return {
    inputs: {},
    outcome: exitCode === 0 ? 'success' : 'failure',
    outputs: parseFileCommand(await readFile(outputFile, 'utf8')),
    summary: await readFile(summaryFile, 'utf8'),
    log: printed + errors,
  };
}

function evaluateEach<T>(
  given: Readonly<Record<string, unknown>>,
  evaluate: (value: unknown, contexts: Contexts) => T,
  contexts: Contexts,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, evaluate(value, contexts)]));
}

/** The concurrency group of a run of a workflow in examples/. */
export function evaluateConcurrencyGroup(file: string, contexts: Contexts): string {
  const shape = v.object({ concurrency: v.object({ group: v.string() }) });
  return evaluateText(v.parse(shape, parse(read(`examples/${file}`))).concurrency.group, contexts);
}
