import * as core from '@actions/core';
import type { Log } from '../shared/log.ts';
import { neutralize } from '../shared/plain-text.ts';
import { requireCommandFiles } from './command-files.ts';

/** The toolkit's job summary, as far as this action goes. */
export interface Summary {
  addHeading(text: string, level: number): this;
  addTable(rows: { data: string; header?: boolean }[][]): this;
  addList(items: string[]): this;
  addRaw(text: string, addEOL: boolean): this;
  write(): Promise<unknown>;
}

/** The runner's toolkit, as far as this action goes. */
export interface RunnerToolkit extends Log {
  /** Shown only when debug logging is switched on. */
  readonly debug: (message: string) => void;
  /** Prints an error, and makes the step fail when the process ends. */
  readonly setFailed: (message: string) => void;
  /** Registers a value as a mask: exactly as it is, and before anything else is done with it. */
  readonly setSecret: (value: string) => void;
  /** The text of an input, without blanks around it; empty when there is none. */
  readonly getInput: (name: string) => string;
  /** What the main step saved; empty when it saved nothing. */
  readonly getState: (name: string) => string;
  /** @throws Failure `runner-not-supported` where the value would be printed */
  readonly setOutput: (name: string, value: string) => void;
  /** @throws Failure `runner-not-supported` where the value would be printed */
  readonly saveState: (name: string, value: string) => void;
  readonly summary: Summary;
}

/**
 * The only way from this action to the runner. The runner obeys commands in what a step prints, so every message is made
 * harmless here, whatever is in it: whoever prints one need not think of that.
 *
 * @param environment the runner's variables
 */
export function createToolkit(environment: Readonly<Record<string, string | undefined>>): RunnerToolkit {
  return {
    info: (message) => {
      core.info(neutralize(message));
    },
    notice: (message) => {
      core.notice(neutralize(message));
    },
    warning: (message) => {
      core.warning(neutralize(message));
    },
    debug: (message) => {
      core.debug(neutralize(message));
    },
    setFailed: (message) => {
      core.setFailed(neutralize(message));
    },
    setSecret: (value) => {
      core.setSecret(value);
    },
    getInput: (name) => core.getInput(name),
    getState: (name) => core.getState(name),
    setOutput: (name, value) => {
      requireCommandFiles(environment, 'GITHUB_OUTPUT');
      core.setOutput(name, value);
    },
    saveState: (name, value) => {
      requireCommandFiles(environment, 'GITHUB_STATE');
      core.saveState(name, value);
    },
    summary: core.summary,
  };
}
