import { parseCommand } from './commands.ts';
import type { WorkflowCommand } from './commands.ts';
import type { Masker } from './masker.ts';

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

const labels = { error: 'Error', warning: 'Warning', notice: 'Notice' } as const;

/** Turns what a step prints into what people see of it, and carries out the commands in it. */
export class StepLog {
  readonly lines: string[] = [];
  readonly annotations: Annotation[] = [];
  readonly outputs: Record<string, string> = {};
  readonly state: Record<string, string> = {};
  readonly #masker: Masker;
  readonly #debug: boolean;
  #resumeToken: string | undefined;

  constructor(masker: Masker, debug: boolean) {
    this.#masker = masker;
    this.#debug = debug;
  }

  /** Takes one line of output. */
  take(line: string): void {
    const command = parseCommand(line);
    if (command?.name === this.#resumeToken?.toLowerCase() && command) {
      this.#resumeToken = undefined;
      this.#print(line);
    } else if (!command || this.#resumeToken !== undefined || !this.#carryOut(command, line)) {
      this.#print(line);
    }
  }

  /** A complaint of the runner itself. */
  annotate(level: Annotation['level'], message: string, properties: Record<string, string> = {}): void {
    const masked = this.#masker.mask(message);
    this.annotations.push({ level, message: masked, properties });
    this.#print(`${labels[level]}: ${message}`);
  }

  /** False if the runner knows no such command, and the line is output like any other. */
  #carryOut({ name, properties, data }: WorkflowCommand, line: string): boolean {
    switch (name) {
      case 'add-mask':
        if (data.trim() === '')
          this.annotate('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
        else this.#masker.register(data);
        return true;
      case 'error':
      case 'warning':
      case 'notice':
        this.annotate(name, data, { ...properties });
        return true;
      case 'debug':
        if (this.#debug) this.#print(`##[debug]${data}`);
        return true;
      case 'group':
        this.#print(`▼ ${data}`);
        return true;
      case 'set-output':
        this.outputs[properties['name'] ?? ''] = data;
        return true;
      case 'save-state':
        this.state[properties['name'] ?? ''] = data;
        return true;
      case 'set-env':
      case 'add-path':
        this.annotate(
          'error',
          `The \`${name}\` command is disabled. Please upgrade to using Environment Files.`,
        );
        return true;
      case 'stop-commands':
        this.#resumeToken = data;
        this.#print(line);
        return true;
      case 'endgroup':
      case 'echo':
      case 'add-matcher':
      case 'remove-matcher':
        return true;
      default:
        return false;
    }
  }

  #print(text: string): void {
    this.lines.push(this.#masker.mask(text));
  }
}
