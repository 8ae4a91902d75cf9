import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { parse } from 'yaml';
import { evaluateText } from '../../sandbox/runner/expressions.ts';
import { createJob, type Job } from '../../sandbox/runner/job.ts';
import { Masker } from '../../sandbox/runner/masker.ts';
import { jobEnvironment } from '../../sandbox/runner/environment.ts';
import { firstRun } from '../../sandbox/services/github/workflow-run.ts';
import type { LocalGitHub } from './local-github.ts';
import { read, root } from './repository.ts';

const texts = v.optional(v.record(v.string(), v.unknown()), {});
const step = v.object({
  name: v.string(),
  id: v.optional(v.string()),
  uses: v.optional(v.string()),
  run: v.optional(v.string()),
  with: texts,
  env: texts,
  'continue-on-error': v.optional(v.boolean(), false),
});
type Step = v.InferOutput<typeof step>;
const workflow = v.object({ jobs: v.record(v.string(), v.object({ steps: v.array(step) })) });

/** The result of a step, or of the post step of an action. */
export interface EndToEndStep {
  readonly name: string;
  readonly outcome: 'success' | 'failure';
  /** Its log. */
  readonly log: string;
}

interface Ran extends EndToEndStep {
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs the steps of a job of end-to-end.yml as they are written, with `local` instead of GitHub. */
export class EndToEndRun {
  readonly #local: LocalGitHub;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #masker = new Masker();

  constructor(local: LocalGitHub, run: { readonly eventName: string; readonly ref: string }) {
    this.#local = local;
    this.#environment = { ...jobEnvironment('', '', { ...firstRun, ...run }), ...local.environment };
  }

  /** Stops after the first step that fails, as GitHub does, and always runs the post steps. */
  async play(job: 'sandbox' | 'logs'): Promise<readonly EndToEndStep[]> {
    const { jobs } = v.parse(workflow, parse(read('.github/workflows/end-to-end.yml')));
    const played: EndToEndStep[] = [];
    const results: Record<string, unknown> = {};
    const posts: (() => Promise<EndToEndStep | undefined>)[] = [];
    try {
      for (const each of jobs[job]?.steps ?? []) {
        // These provide the repository, Node.js and the packages, which are already here.
        if (each.uses?.startsWith('actions/') === true || each.run === 'npm ci') continue;
        const ran = await this.#play(each, results, posts);
        played.push(ran);
        if (each.id !== undefined) results[each.id] = ran;
        if (ran.outcome === 'failure' && !each['continue-on-error']) break;
      }
    } finally {
      for (const post of posts) {
        const ended = await post();
        if (ended !== undefined) played.push(ended);
      }
    }
    return played;
  }

  async #play(
    each: Step,
    steps: Readonly<Record<string, unknown>>,
    posts: (() => Promise<EndToEndStep | undefined>)[],
  ): Promise<Ran> {
    const contexts = { steps, github: { token: this.#local.token } };
    const evaluateEach = (fields: Readonly<Record<string, unknown>>): Record<string, string> =>
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, evaluateText(value, contexts)]),
      );
    const env = evaluateEach(each.env);
    if (each.run !== undefined) return this.#runScript(each.name, each.run, env);
    const inputs = {
      ...evaluateEach(each.with),
      ...('issuer' in each.with && { issuer: this.#local.issuer }),
    };
    const isSandbox = each.uses === './scripts/end-to-end';
    const job = await createJob({
      actionDir: join(root, each.uses ?? ''),
      environment: { ...this.#environment, ...env, ...(isSandbox && this.#reachLocal()) },
      token: this.#local.token,
      inputs,
    });
    posts.unshift(() => this.#runPost(each.name, job));
    const { outcome, outputs, transcript, masks } = await job.main();
    for (const mask of masks) this.#masker.register(mask);
    // Every machine trusts GitHub's certificate, but not this one.
    if (isSandbox && outcome === 'success') await appendFile(outputs['ca-file'] ?? '', this.#local.ca);
    return { name: each.name, outcome, outputs, log: transcript };
  }

  async #runPost(name: string, job: Job): Promise<EndToEndStep | undefined> {
    const ended = await job.post();
    await job.close();
    return ended && { name: `Post ${name}`, outcome: ended.outcome, log: ended.transcript };
  }

  async #runScript(name: string, script: string, env: Readonly<Record<string, string>>): Promise<Ran> {
    const { PATH, SYSTEMROOT } = process.env;
    const environment = { PATH, SYSTEMROOT, ...this.#environment, ...this.#reachLocal(), ...env };
    const options = { cwd: root, env: environment };
    // Commands so simple that they mean the same in bash and PowerShell.
    if (!/^node [\w./-]+( [\w-]+)?$/.test(script)) throw new Error(`The test cannot run ${script}`);
    const { failed, printed } = await new Promise<{ failed: boolean; printed: string }>((resolve) => {
      execFile(process.execPath, script.split(' ').slice(1), options, (error, out, errors) => {
        resolve({ failed: error !== null, printed: out + errors });
      });
    });
    // The runner prints the variables first.
    const variables = Object.entries(env).map(([variable, value]) => `  ${variable}: ${value}\n`);
    const log = this.#masker.mask(['env:\n', ...variables, printed].join(''));
    return { name, outcome: failed ? 'failure' : 'success', outputs: {}, log };
  }

  /** What a process needs that makes requests to GitHub without the sandbox. */
  #reachLocal(): Record<string, string> {
    const names = pathToFileURL(join(import.meta.dirname, 'loopback-names.ts')).href;
    return { NODE_OPTIONS: `--import ${names}`, NODE_EXTRA_CA_CERTS: this.#local.caFile };
  }
}
