import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { evaluate, inputVariables, readAction } from './action.ts';
import type { ActionMetadata } from './action.ts';
import { parseFileCommand } from './file-commands.ts';
import type { WorkflowCommand } from './commands.ts';
import { StepLog } from './log.ts';
import type { Annotation } from './log.ts';
import { Masker } from './masker.ts';
import { runScript } from './step.ts';
import type { ProcessResult } from './step.ts';

export interface JobOptions {
  /** The folder of action.yml. */
  readonly actionDir: string;
  /** What the job has in its environment: that of a sandbox. */
  readonly environment: Readonly<Record<string, string>>;
  /** The `with:` of the step. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The job's own token: `github.token` in expressions, masked from the start, in no variable. */
  readonly token?: string;
  /** Whether debug logging is switched on. */
  readonly debug?: boolean;
  /** Values that the workflow took from `secrets`: masked from the start. */
  readonly secrets?: readonly string[];
  /** Files for commands that this runner does not offer: an old one sets no variable, a broken one makes no file. */
  readonly without?: Readonly<Partial<Record<CommandFile, 'variable' | 'file'>>>;
}

export interface StepResult extends ProcessResult {
  /** Failure also if the runner cannot read what the step wrote to its files. */
  readonly outcome: 'success' | 'failure';
  /** What people see: commands carried out, secrets masked. */
  readonly transcript: string;
  /** Every value that is masked by now. */
  readonly masks: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  /** The Markdown of the job summary, masked. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** The commands in the output that the runner obeyed, in both forms. */
  readonly commands: readonly WorkflowCommand[];
}

export interface RunOptions {
  /** Gets the process, so that it can be sent signals. */
  readonly onSpawn?: (child: ChildProcess) => void;
  /** What other steps of the job have set since, through GITHUB_ENV. */
  readonly environment?: Readonly<Record<string, string>>;
}

const commandFiles = ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'] as const;
type CommandFile = (typeof commandFiles)[number];

/** What a process needs of the machine; of all else, the job's environment begins empty. */
const inherited = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'LANG'];

/** One job with one step that uses an action, run as GitHub's runner would. */
export class Job {
  /** RUNNER_TEMP and GITHUB_WORKSPACE. */
  readonly temp: string;
  readonly workspace: string;
  readonly #root: string;
  readonly #options: JobOptions;
  readonly #action: ActionMetadata;
  readonly #masker = new Masker();
  #environment: Record<string, string>;
  #state: Record<string, string> = {};

  constructor(root: string, options: JobOptions, action: ActionMetadata) {
    this.#root = root;
    this.temp = join(root, 'temp');
    this.workspace = join(root, 'workspace');
    this.#options = options;
    this.#action = action;
    this.#environment = { ...machine(), ...options.environment };
    const { secrets = [], token } = options;
    for (const secret of token === undefined ? secrets : [...secrets, token]) this.#masker.register(secret);
  }

  main(options: RunOptions = {}): Promise<StepResult> {
    return this.#run('main', this.#action.main, options);
  }

  /** The post step, which runs whatever became of the main step; undefined if the action has none. */
  async post(options: RunOptions = {}): Promise<StepResult | undefined> {
    return this.#action.post === undefined ? undefined : this.#run('post', this.#action.post, options);
  }

  /** Removes the files of the job. On Windows, a process that is ending may still have one of them open. */
  close(): Promise<void> {
    return rm(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }

  async #run(phase: 'main' | 'post', script: string, options: RunOptions): Promise<StepResult> {
    const log = new StepLog(this.#masker, this.#options.debug ?? false);
    if (phase === 'main') this.#warnOfUnknownInputs(log);
    const files = await this.#prepareFiles(phase);
    const ended = await runScript(join(this.#options.actionDir, script), {
      environment: {
        ...this.#environment,
        ...options.environment,
        ...this.#stepEnvironment(),
        ...this.#variables(files),
      },
      directory: this.workspace,
      onLine: (line) => {
        log.take(line);
      },
      onSpawn: options.onSpawn,
    });

    const text = await readAll(files);
    const unreadable: CommandFile[] = [];
    const values = (file: CommandFile): Record<string, string> => {
      try {
        return parseFileCommand(text[file]);
      } catch (error) {
        unreadable.push(file);
        log.annotate('error', `Unable to process file command '${file.toLowerCase()}' successfully.`);
        log.annotate('error', String(error instanceof Error ? error.message : error));
        return {};
      }
    };
    const outputs = { ...log.outputs, ...values('OUTPUT') };
    const state = { ...log.state, ...values('STATE') };
    this.#state = { ...this.#state, ...state };
    this.#environment = { ...this.#environment, ...values('ENV') };
    const paths = text.PATH.split(/\r?\n/).filter(Boolean).reverse();
    this.#environment['PATH'] = [...paths, this.#environment['PATH'] ?? ''].join(delimiter);
    return {
      ...ended,
      outcome: ended.exitCode === 0 && unreadable.length === 0 ? 'success' : 'failure',
      transcript: log.lines.map((line) => line + '\n').join(''),
      masks: [...this.#masker.values],
      outputs,
      state,
      summary: this.#masker.mask(text.STEP_SUMMARY),
      annotations: log.annotations,
      commands: log.commands,
    };
  }

  #warnOfUnknownInputs(log: StepLog): void {
    const known = Object.keys(this.#action.defaults);
    const unknown = Object.keys(this.#options.inputs).filter((name) => !known.includes(name));
    if (unknown.length === 0) return;
    const quoted = (names: string[]): string => names.map((name) => `'${name}'`).join(', ');
    log.annotate('warning', `Unexpected input(s) ${quoted(unknown)}, valid inputs are [${quoted(known)}]`);
  }

  #stepEnvironment(): Record<string, string> {
    const { inputs, environment, token = '', debug } = this.#options;
    const context = { ...environment, GITHUB_TOKEN: token };
    const withDefaults = {
      ...mapValues(this.#action.defaults, (text) => evaluate(text, context)),
      ...inputs,
    };
    return {
      ...inputVariables(withDefaults),
      ...Object.fromEntries(Object.entries(this.#state).map(([name, value]) => [`STATE_${name}`, value])),
      ...(debug && { RUNNER_DEBUG: '1' }),
      RUNNER_TEMP: this.temp,
      GITHUB_WORKSPACE: this.workspace,
      GITHUB_ACTION_PATH: this.#options.actionDir,
    };
  }

  #variables(files: Record<CommandFile, string>): Record<string, string> {
    const named = commandFiles.filter((name) => this.#options.without?.[name] !== 'variable');
    return Object.fromEntries(named.map((name) => [`GITHUB_${name}`, files[name]]));
  }

  async #prepareFiles(phase: string): Promise<Record<CommandFile, string>> {
    const directory = join(this.temp, '_runner_file_commands');
    await mkdir(directory, { recursive: true });
    await mkdir(this.workspace, { recursive: true });
    const file = (name: CommandFile): string => join(directory, `${name.toLowerCase()}_${phase}`);
    const made = commandFiles.filter((name) => this.#options.without?.[name] === undefined);
    await Promise.all(made.map((name) => writeFile(file(name), '')));
    return {
      OUTPUT: file('OUTPUT'),
      STATE: file('STATE'),
      ENV: file('ENV'),
      PATH: file('PATH'),
      STEP_SUMMARY: file('STEP_SUMMARY'),
    };
  }
}

export async function createJob(options: JobOptions): Promise<Job> {
  const action = await readAction(options.actionDir);
  return new Job(await mkdtemp(join(tmpdir(), 'sandbox-job-')), options, action);
}

function machine(): Record<string, string> {
  return Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function mapValues(
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** A file that is not there says nothing. */
async function readAll(files: Record<CommandFile, string>): Promise<Record<CommandFile, string>> {
  const read = async (name: CommandFile): Promise<string> =>
    existsSync(files[name]) ? readFile(files[name], 'utf8') : '';
  return {
    OUTPUT: await read('OUTPUT'),
    STATE: await read('STATE'),
    ENV: await read('ENV'),
    PATH: await read('PATH'),
    // The toolkit ends lines as the system does. In Markdown that makes no difference.
    STEP_SUMMARY: (await read('STEP_SUMMARY')).replaceAll('\r\n', '\n'),
  };
}
