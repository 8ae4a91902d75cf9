import { InvalidTimeError } from '../shared/duration.ts';

/** Text that an input does not take; its message completes the sentence "`name` …". */
export class InvalidInputError extends Error {}

/** Reads inputs one by one, and remembers all that is wrong with them. */
export interface InputReader {
  /** Sentences about what is wrong. */
  readonly problems: readonly string[];
  /** The text of an input, or what an empty one means; empty when it means nothing. */
  readonly text: (name: string) => string;
  /** Undefined when there is none, or it is wrong. */
  readonly optional: <T>(name: string, parse: (text: string) => T) => T | undefined;
  /** Undefined when it is missing or wrong. */
  readonly required: <T>(name: string, parse: (text: string) => T) => T | undefined;
  /** Adds what is wrong with several inputs together. */
  readonly addProblem: (problem: string) => void;
}

/**
 * @param getInput the text of an input, without blanks around it; empty when there is none
 * @param defaults what an empty input means
 */
export function createInputReader(
  getInput: (name: string) => string,
  defaults: Readonly<Record<string, string>>,
): InputReader {
  const problems: string[] = [];
  const text = (name: string): string => getInput(name) || (defaults[name] ?? '');

  function optional<T>(name: string, parse: (text: string) => T): T | undefined {
    const given = text(name);
    if (given === '') return undefined;
    try {
      return parse(given);
    } catch (error) {
      if (!(error instanceof InvalidInputError || error instanceof InvalidTimeError)) throw error;
      problems.push(`\`${name}\` ${error.message}.`);
      return undefined;
    }
  }

  return {
    problems,
    text,
    optional,
    required(name, parse) {
      if (text(name) === '') problems.push(`\`${name}\` is required.`);
      return optional(name, parse);
    },
    addProblem(problem) {
      problems.push(problem);
    },
  };
}
