import { knownCommands, parseCommand } from './commands.ts';
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
  /** The commands that were obeyed, in their order. */
  readonly commands: WorkflowCommand[] = [];
  readonly #masker: Masker;
  readonly #debug: boolean;
  #resumeToken: string | undefined;

  constructor(masker: Masker, debug: boolean) {
    this.#masker = masker;
    this.#debug = debug;
  }

  /** Takes one line of output. @returns the command in it that was obeyed; undefined when there was none */
  take(line: string): WorkflowCommand | undefined {
    const token = this.#resumeToken?.toLowerCase();
    const command = parseCommand(
      line,
      token === undefined ? knownCommands : new Set([...knownCommands, token]),
    );
    if (command === undefined || (token !== undefined && command.name !== token)) {
      this.#print(line);
      return undefined;
    }
    if (token === undefined) {
      this.#carryOut(command, line);
    } else {
      this.#resumeToken = undefined;
      this.#print(line);
    }
    this.commands.push(command);
    return command;
  }

  /** A complaint of the runner itself. */
  annotate(level: Annotation['level'], message: string, properties: Record<string, string> = {}): void {
    const masked = this.#masker.mask(message);
    this.annotations.push({ level, message: masked, properties });
    this.#print(`${labels[level]}: ${message}`);
  }

  #carryOut({ name, properties, data }: WorkflowCommand, line: string): void {
    switch (name) {
      case 'add-mask':
        if (data.trim() === '')
          this.annotate('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
        else this.#masker.register(data);
        break;
      case 'error':
      case 'warning':
      case 'notice':
        this.annotate(name, data, { ...properties });
        break;
      case 'debug':
        if (this.#debug) this.#print(`##[debug]${data}`);
        break;
      case 'group':
        this.#print(`▼ ${data}`);
        break;
      case 'set-output':
        this.#keep(this.outputs, name, properties['name'], data);
        break;
      case 'save-state':
        this.#keep(this.state, name, properties['name'], data);
        break;
      case 'set-env':
      case 'add-path':
        this.annotate(
          'error',
          `The \`${name}\` command is disabled. Please upgrade to using Environment Files.`,
        );
        break;
      case 'stop-commands':
        this.#stop(data, line);
        break;
      default:
      // The others concern what is not looked at here: the end of a group, echoing, problem matchers.
    }
  }

  #keep(where: Record<string, string>, command: string, name: string | undefined, value: string): void {
    if (name === undefined) {
      this.annotate('error', `Required field 'name' is missing in ##[${command}] command.`);
    } else {
      where[name] = value;
    }
  }

  /** Until the token comes as a command, no other is obeyed. */
  #stop(token: string, line: string): void {
    if (token === '' || token.toLowerCase() === 'pause-logging' || knownCommands.has(token.toLowerCase())) {
      this.annotate(
        'error',
        "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command.",
      );
      return;
    }
    this.#resumeToken = token;
    this.#print(line);
  }

  #print(text: string): void {
    this.lines.push(this.#masker.mask(text));
  }
}
