/** What must not be in a log. The sandbox's client secrets have the form of real ones. */
const values = [
  { name: 'a client secret', pattern: /[\w.~-]{3}8Q~[\w.~-]{34}/ },
  { name: 'a JSON Web Token', pattern: /eyJ[\w-]+\.[\w-]+\.[\w-]+/ },
];

/**
 * What a log must contain: the action ran, the runner masked the value of the step output in the environment of the next step, and the
 * step with the wrong subject failed with its own error.
 */
const expected = [
  / to step output client-secret\./,
  /"client-secret": "\*\*\*"/,
  /\bfederated-credential-mismatch: /,
];

/** What is wrong with the log of a job that ran the action. */
export function findLogProblems(log: string): readonly string[] {
  const revealed = log
    .split('\n')
    .flatMap((line, index) =>
      values
        .filter(({ pattern }) => pattern.test(line))
        .map(({ name }) => `line ${index + 1} contains ${name}`),
    );
  const missing = expected.filter((pattern) => !pattern.test(log));
  return [...revealed, ...missing.map((pattern) => `no line matches ${String(pattern)}`)];
}
