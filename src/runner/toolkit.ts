import * as core from '@actions/core';
import type { Log } from '../shared/log.ts';
import { KnownSecrets } from '../shared/known-secrets.ts';
import { neutralize } from '../shared/plain-text.ts';
import { requireCommandFiles } from './command-files.ts';
import { createMask } from './mask.ts';

/** The parts of the toolkit's job summary that this action uses. */
export interface Summary {
  addHeading(text: string, level: number): this;
  addTable(rows: { data: string; header?: boolean }[][]): this;
  addList(items: string[]): this;
  addRaw(text: string, addEOL: boolean): this;
  /** What was added since the last `write`. */
  stringify(): string;
  write(): Promise<unknown>;
}

/** Everything that this action exchanges with the runner, in the form of `@actions/core`. */
export interface Toolkit extends Log {
  /** Shown only when debug logging is enabled. */
  readonly debug: (message: string) => void;
  /** Prints an error, and makes the step fail when the process ends. */
  readonly setFailed: (message: string) => void;
  /** Masks a value in the log. The value is passed on unchanged; `createMask` adds its other spellings. */
  readonly setSecret: (value: string) => void;
  /** Replaces in a text each value that was masked, and the token of the runner. */
  readonly redact: (text: string) => string;
  /** The text of an input without surrounding blanks, or '' when there is none. The text of a token is masked first. */
  readonly getInput: (name: string) => string;
  /** What the main step saved, or '' when it saved nothing. */
  readonly getState: (name: string) => string;
  /** @throws ActionError `runner-not-supported` when `@actions/core` would print the value instead of writing it to a file */
  readonly setOutput: (name: string, value: string) => void;
  /** @throws ActionError `runner-not-supported` when `@actions/core` would print the value instead of writing it to a file */
  readonly saveState: (name: string, value: string) => void;
  readonly summary: Summary;
}

/** Inputs that hold a token. */
const tokenInputs = ['github-token', 'hand-over-token'];

/**
 * The only connection between this action and the runner. The runner executes commands that it finds in a step's output, so
 * every message is neutralized here, and callers can print any text.
 *
 * @param environment the runner's variables
 */
export function createToolkit(environment: Readonly<Record<string, string | undefined>>): Toolkit {
  const knownSecrets = new KnownSecrets();
  knownSecrets.add(environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '');
  const setSecret = (value: string): void => {
    core.setSecret(value);
    knownSecrets.add(value);
  };
  const maskToken = createMask(setSecret);
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
    setSecret,
    redact: (text) => knownSecrets.redact(text),
    getInput: (name) => {
      const text = core.getInput(name);
      if (tokenInputs.includes(name)) maskToken(text);
      return text;
    },
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
