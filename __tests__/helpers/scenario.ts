import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { createJob, type Job, type JobOptions, type StepResult } from '../../sandbox/runner/job.ts';
import { StepLog } from '../../sandbox/runner/log.ts';
import { Masker } from '../../sandbox/runner/masker.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { findUndocumentedHosts } from './documented-hosts.ts';
import { reveals } from './spellings.ts';

/** A workflow step that uses the action, and what it finds. */
export interface Scenario extends SandboxOptions {
  /** The sub-action that the step uses; the action itself when there is none. */
  readonly action?: 'report';
  /** The `with:` of the step, beside the tenant, the workload identity and, of the action itself, the application *Exalate*. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The job's variables, where they differ from the sandbox's; an empty one is not set. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More of them, which depend on the sandbox. */
  readonly environmentFor?: (sandbox: Sandbox) => Readonly<Record<string, string>>;
  /** Changes the sandbox before the step runs. */
  readonly arrange?: (sandbox: Sandbox) => void;
  /** Puts into the job's folders what earlier steps left there. */
  readonly prepare?: (job: Job) => Promise<void>;
  /** Whether debug logging is switched on. */
  readonly debug?: boolean;
  /** Files for commands that the runner does not offer. */
  readonly without?: JobOptions['without'];
}

/** What became of it. */
export interface ScenarioResult {
  readonly sandbox: Sandbox;
  readonly step: StepResult;
  readonly job: Job;
  /** What people see, and what went over the wire, without what differs from run to run. */
  readonly transcript: string;
}

/**
 * Runs the bundled action as a runner would, and checks what holds in every scenario: no value leaks, only documented hosts
 * are contacted, and nothing was sent or answered that the published descriptions do not allow.
 */
export async function runScenario(
  scenario: Scenario,
  assert: (result: ScenarioResult) => void | Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox(scenario);
  const job = await createJob({
    actionDir: join(process.cwd(), scenario.action ?? ''),
    environment: { ...sandbox.environment, ...scenario.environment, ...scenario.environmentFor?.(sandbox) },
    token: sandbox.github.tokens.job,
    inputs: {
      'tenant-id': sandbox.tenant.tenantId,
      'client-id': sandbox.tenant.workload.appId,
      ...(scenario.action === undefined ? { application: 'Exalate' } : {}),
      ...scenario.inputs,
    },
    ...(scenario.debug === undefined ? {} : { debug: scenario.debug }),
    ...(scenario.without === undefined ? {} : { without: scenario.without }),
  });
  try {
    scenario.arrange?.(sandbox);
    await scenario.prepare?.(job);
    const step = await job.main();
    await checkStep(sandbox, job, step);
    await assert({ sandbox, step, job, transcript: formatTranscript(step, sandbox) });
    expect(sandbox.violations).toEqual([]);
    // The post step may have run by now.
    expect(findUndocumentedHosts(sandbox)).toEqual([]);
  } finally {
    await job.close();
    await sandbox.close();
  }
}

/** Tokens that write repository secrets are known before the sandbox starts. */
export const writer = 'github_pat_11SANDBOX0writer';

/** Checks what holds for every step, and that docs/approval.md lists every host that was asked for. */
export async function checkStep(sandbox: Sandbox, job: Job, step: StepResult): Promise<void> {
  expectOwnCommands(step);
  await expectNoLeak(sandbox, job, step);
  expect(findUndocumentedHosts(sandbox)).toEqual([]);
}

/** The runner obeyed no command but those that this action gives: it masks values, and prints what people read. */
export function expectOwnCommands({ raw, commands }: StepResult): void {
  const own = ['add-mask', 'debug', 'error', 'notice', 'warning'];
  expect(commands.filter(({ name }) => !own.includes(name))).toEqual([]);
  expect(raw).not.toContain('##[');
}

/**
 * No client secret and no token is in what the step printed, except in a command that masks it and that the runner obeys; nor
 * in the job summary, an issue or a tag of Key Vault; nor in a file, except as the output `client-secret`. They are found in
 * every usual spelling.
 */
export async function expectNoLeak(sandbox: Sandbox, job: Job, step: StepResult): Promise<void> {
  const runner = new StepLog(new Masker(), true);
  const printed = step.raw.split('\n').map((line) => ({ line, command: runner.take(line) }));
  const files = await filesBelow(job.temp, job.workspace);
  const published = listPublished(sandbox);
  const asked = step.outputs['client-secret'];
  for (const value of sandbox.secrets()) {
    const masked = [value, new URLSearchParams({ value }).toString().slice('value='.length)];
    const shown = printed.filter(({ line }) => reveals(line, value));
    const masks = shown.filter(
      ({ command }) => command?.name === 'add-mask' && masked.includes(command.data),
    );
    expect(shown).toEqual(masks);
    expectNotIn(step.transcript, value);
    expectNotIn(step.summary, value);
    for (const text of published) expectNotIn(text, value);
    for (const { path, text } of files) {
      const lines = text.split(/\r?\n/).filter((line) => reveals(line, value));
      const allowed = asked === value && path.includes('output_main') ? [value] : [];
      expect({ path, lines }).toEqual({ path, lines: allowed });
    }
  }
}

/** What the action wrote for people and for later runs: the issues of all repositories, and the tags of Key Vault secrets. */
function listPublished({ github, keyVault }: Sandbox): readonly string[] {
  const issues = [...github.repositories.values()].flatMap((repository) => repository.issues.all);
  const versions = [...keyVault('exalate-vault').secrets.values()].flatMap((secret) => secret.versions);
  return [
    ...issues.flatMap(({ title, body, comments }) => [
      title,
      body ?? '',
      ...comments.map((each) => each.body),
    ]),
    ...versions.map(({ tags = {} }) => JSON.stringify(tags)),
  ];
}

/** Fails with the lines that reveal the value, also if it is spread over several lines. */
function expectNotIn(text: string, value: string): void {
  if (!reveals(text, value)) return;
  expect({ value, lines: text.split('\n').filter((line) => reveals(line, value)) }).toBe('not revealed');
}

async function filesBelow(...folders: readonly string[]): Promise<{ path: string; text: string }[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  return Promise.all(found.flat().map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}

function formatTranscript(step: StepResult, sandbox: Sandbox): string {
  const outputs = Object.entries(step.outputs).map(
    ([name, value]) => `${name} = ${name === 'client-secret' ? '<value>' : value}`,
  );
  const parts = {
    log: step.transcript.trimEnd(),
    outputs: outputs.join('\n'),
    summary: withoutVolatileDays(step.summary).trimEnd().replaceAll('</tr>', '</tr>\n'),
    requests: inOrder(sandbox).join('\n'),
  };
  return Object.entries(parts)
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `--- ${title}\n${withoutVolatile(text)}`)
    .join('\n');
}

/** In the order in which they came in; but between two changes all runs side by side, so there it means nothing. */
function inOrder({ requests }: Sandbox): readonly string[] {
  const stretches: string[][] = [[]];
  for (const { method, host, path, status } of requests) {
    const line = withoutVolatile(`${method} ${host}${decodeURIComponent(path)} ${status}`);
    if (method === 'GET' || path.includes('/oauth2/')) stretches.at(-1)?.push(line);
    else stretches.push([line], []);
  }
  return stretches.flatMap((stretch) => stretch.sort());
}

/** The chart of a summary has days, and the first characters of key IDs. */
function withoutVolatileDays(summary: string): string {
  return summary.replace(/\b\d{4}-\d{2}-\d{2}\b(?!T)/g, '<day>').replace(/^key [0-9a-f]{8},/gm, 'key <key>,');
}

function withoutVolatile(text: string): string {
  return text
    .replace(/client-request-id=[0-9a-f-]{36}/g, 'client-request-id=<id>')
    .replace(/\b(?!\d0000000-0000-4000-8000-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<key-id>')
    .replace(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, '<time>')
    .replace(/(not confirmed\. Trying again in) \d+ s/g, '$1 <wait>')
    .replace(/(run 7001\.1) [a-z0-9]{6}\]/g, '$1 <nonce>]');
}
