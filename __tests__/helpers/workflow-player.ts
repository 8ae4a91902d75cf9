import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import {
  evaluateCondition,
  evaluateText,
  evaluateValue,
  type Contexts,
} from '../../sandbox/runner/expressions.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { findOwnPath } from './own-reference.ts';
import { read } from './repository.ts';
import { readCallInputs, readCallSecrets, readDispatchInputs, requireGranted } from './workflow-inputs.ts';
import { playStep, stepShape, type Outputs, type StepOutcome } from './workflow-steps.ts';

const values = v.optional(v.record(v.string(), v.unknown()), {});
const job = v.object({
  name: v.optional(v.string()),
  needs: v.optional(v.string()),
  if: v.optional(v.string()),
  environment: v.optional(v.string()),
  permissions: v.optional(v.record(v.string(), v.string()), {}),
  strategy: v.optional(v.object({ matrix: v.record(v.string(), v.string()) })),
  concurrency: v.optional(v.object({ group: v.string() })),
  outputs: values,
  uses: v.optional(v.string()),
  with: values,
  secrets: values,
  steps: v.optional(v.array(stepShape), []),
});
const workflow = v.object({ on: v.unknown(), jobs: v.record(v.string(), job) });

type Job = v.InferOutput<typeof job>;
type Workflow = v.InferOutput<typeof workflow>;

/** What became of a step of a workflow run. */
export interface PlayedStep extends StepOutcome {
  /** The name of the job, followed by the name of the step. */
  readonly name: string;
  /** The concurrency group of the job. */
  readonly group: string | undefined;
}

/** A workflow, and how it is started. */
export interface WorkflowStart {
  /** Its file, from the root of the repository. */
  readonly file: string;
  /** What a person enters; undefined when the schedule starts the run. */
  readonly dispatched?: Readonly<Record<string, string | boolean>>;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** The secrets of environments, which only their jobs can read. */
  readonly environmentSecrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The environments whose reviewers approve. A job that waits for an approval does not run. */
  readonly approved?: readonly string[];
  /** Plays these jobs only. */
  readonly jobs?: readonly string[];
  /** Changes the text of a workflow, as somebody does who copies it. */
  readonly edit?: (text: string) => string;
}

/** Runs a workflow in the sandbox: its scripts with bash, this action as the bundles in dist/. */
export async function playWorkflow(sandbox: Sandbox, start: WorkflowStart): Promise<readonly PlayedStep[]> {
  const played: PlayedStep[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'workflow-'));
  try {
    const { environment, github } = sandbox;
    const file = readWorkflow(start.file, start);
    const contexts: Contexts = {
      github: {
        token: github.tokens.job,
        repository: environment['GITHUB_REPOSITORY'] ?? '',
        repository_owner: environment['GITHUB_REPOSITORY_OWNER'] ?? '',
        run_attempt: environment['GITHUB_RUN_ATTEMPT'] ?? '',
      },
      vars: start.vars,
      secrets: start.secrets ?? {},
      inputs: start.dispatched === undefined ? {} : readDispatchInputs(file, start.dispatched),
    };
    await playJobs(file, contexts, { sandbox, folder, played, start }, start.jobs);
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
  readonly start: WorkflowStart;
}

function readWorkflow(file: string, { edit }: Pick<WorkflowStart, 'edit'>): Workflow {
  const text = read(file);
  return v.parse(workflow, parse(edit?.(text) ?? text));
}

/** The file of a reusable workflow: of this repository as it is published, or one of the examples that are copied together. */
function fileOf(uses: string): string {
  return findOwnPath(uses) ?? uses.replace(/^\.\/\.github\/workflows\//, 'examples/');
}

async function playJobs(
  { jobs }: Workflow,
  contexts: Contexts,
  stage: Stage,
  only?: readonly string[],
): Promise<void> {
  const needs: Record<string, unknown> = {};
  for (const [id, one] of Object.entries(jobs)) {
    const context = { ...contexts, needs };
    const isReady = one.needs === undefined || needs[one.needs] !== undefined;
    if (!isReady || only?.includes(id) === false || !evaluateCondition(one.if, context, false)) continue;
    if (one.environment !== undefined && stage.start.approved?.includes(one.environment) !== true) continue;
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
    await playCalled(one.uses, one, contexts, stage);
    return {};
  }
  const { github } = stage.sandbox;
  const { subject } = github.job;
  if (one.environment === undefined) return playSteps(id, one, contexts, stage);
  // https://docs.github.com/actions/reference/security/oidc#filtering-for-a-specific-environment
  github.job.subject = subject.replace(/:ref:.*$/, `:environment:${one.environment}`);
  const secrets = { ...stage.start.secrets, ...stage.start.environmentSecrets?.[one.environment] };
  try {
    return await playSteps(id, one, { ...contexts, secrets }, stage);
  } finally {
    github.job.subject = subject;
  }
}

/** A called workflow has the `github` and `vars` of its caller, and of all else only what the caller passes on. */
async function playCalled(uses: string, one: Job, contexts: Contexts, stage: Stage): Promise<void> {
  const { github, vars } = contexts;
  const called = readWorkflow(fileOf(uses), stage.start);
  for (const { permissions } of Object.values(called.jobs)) requireGranted(permissions, one.permissions);
  const inputs = readCallInputs(called, evaluateEach(one.with, evaluateValue, contexts));
  const secrets = readCallSecrets(called, evaluateEach(one.secrets, evaluateText, contexts));
  await playJobs(called, { github, vars, inputs, secrets }, stage);
}

async function playSteps(
  id: string,
  one: Job,
  contexts: Contexts,
  stage: Stage,
): Promise<Outputs | undefined> {
  const steps: Record<string, unknown> = {};
  const jobName = evaluateText(one.name ?? id, contexts);
  const group = one.concurrency && evaluateText(one.concurrency.group, contexts);
  const posts: (() => Promise<void>)[] = [];
  let hasFailed = false;
  for (const each of one.steps) {
    const context = { ...contexts, steps };
    if (!evaluateCondition(each.if, context, hasFailed)) continue;
    const { outcome, post } = await playStep(each, context, stage);
    if (post !== undefined) posts.unshift(post);
    stage.played.push({ ...outcome, name: `${jobName}: ${each.name}`, group });
    hasFailed ||= outcome.outcome === 'failure';
    if (each.id !== undefined) steps[each.id] = { outputs: outcome.outputs };
  }
  for (const post of posts) await post();
  if (hasFailed) return undefined;
  return evaluateEach(one.outputs, evaluateText, { ...contexts, steps });
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
