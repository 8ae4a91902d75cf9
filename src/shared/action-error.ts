/** The code of every expected error. docs/troubleshooting.md has a section for each. */
export const errorCodes = [
  'acknowledgement-incomplete',
  'acknowledgement-refused',
  'age-recipient-unusable',
  'application-ambiguous',
  'application-cannot-log-in',
  'application-not-found',
  'application-not-owned',
  'azure-devops-login-refused',
  'azure-devops-not-a-member',
  'azure-devops-organization-not-found',
  'azure-devops-permission-missing',
  'azure-devops-request-failed',
  'azure-devops-sign-in-page',
  'azure-devops-unreachable',
  'client-secrets-not-allowed',
  'compromised-not-managed',
  'compromised-not-removed',
  'dead-value-stored',
  'description-refused',
  'enterprise-claim-refused',
  'entra-throttled',
  'entra-unreachable',
  'federated-credential-mismatch',
  'federated-credential-missing',
  'file-not-writable',
  'github-blocked-by-policy',
  'github-environment-not-found',
  'github-organization-not-found',
  'github-permission-missing',
  'github-rate-limited',
  'github-repository-not-found',
  'github-repository-unavailable',
  'github-request-failed',
  'github-secret-refused',
  'github-token-expires',
  'github-token-refused',
  'github-unreachable',
  'graph-permission-missing',
  'graph-request-failed',
  'graph-unreachable',
  'hand-over-failed',
  'hand-over-overdue',
  'hand-over-refused',
  'id-token-not-permitted',
  'id-token-request-failed',
  'id-token-stale',
  'invalid-inputs',
  'issuer-unreachable',
  'journal-not-believed',
  'journal-unreadable',
  'key-vault-firewall',
  'key-vault-not-found',
  'key-vault-request-failed',
  'key-vault-role-missing',
  'key-vault-secret-deleted',
  'key-vault-tenant-mismatch',
  'key-vault-unreachable',
  'last-use-unavailable',
  'lifetime-not-allowed',
  'list-endless',
  'login-blocked-by-policy',
  'login-refused',
  'organization-selection-missing',
  'proxy-invalid',
  'report-not-writable',
  'repository-id-unknown',
  'response-not-from-service',
  'response-too-large',
  'runner-not-supported',
  'secret-in-doubt',
  'secret-left-behind',
  'secret-not-accepted',
  'secrets-due',
  'tenant-access-restricted',
  'tenant-in-other-cloud',
  'tenant-not-found',
  'too-many-credentials',
  'two-secret-limit',
  'unexpected',
  'unsafe-environment',
  'workload-identity-is-application',
  'workload-identity-not-found',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * The explanation for an administrator. Text that a server sent is in it only as `quoteMessage` returns it. A line that starts
 * with two blanks is an item of a list, if `- ` follows, or else text to copy, such as a command: the summary shows it as such.
 */
export interface Explanation {
  readonly problem: string;
  readonly likelyCause: string;
  readonly remedy: string;
}

/**
 * An expected error: what happened, the likely cause, and one remedy. Its message is printed, so it must not contain a
 * secret.
 */
export class ActionError extends Error {
  readonly code: ErrorCode;
  readonly explanation: Explanation;
  /** The state that the run leaves behind; undefined when it changed nothing before it failed. */
  readonly state: string | undefined;

  constructor(code: ErrorCode, explanation: Explanation, state?: string) {
    super(
      [
        `${code}: ${explanation.problem}`,
        ...(state === undefined ? [] : [`State now: ${state}`]),
        `Likely cause: ${explanation.likelyCause}`,
        `To fix it: ${explanation.remedy}`,
      ].join('\n'),
    );
    this.name = 'ActionError';
    this.code = code;
    this.explanation = explanation;
    this.state = state;
  }

  /** Adds the state that the run leaves behind. */
  withState(state: string): ActionError {
    return new ActionError(this.code, this.explanation, state);
  }
}

/**
 * Converts anything that was thrown. An unexpected error is shown by its class and stack only: its message may quote what a
 * server sent, as that of JSON.parse does.
 */
export function toActionError(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  const stack = error instanceof Error ? readStackFrames(error).slice(0, 5) : [];
  return new ActionError('unexpected', {
    problem: `The action stopped on an unexpected error (${kind}).`,
    likelyCause: ['a bug in this action, or a problem with the runner. Stack:', ...stack].join('\n  '),
    remedy:
      'run the job again. If it fails in the same way, open an issue in the repository of this action, and include the lines above.',
  });
}

/** Reads the stack frames. The stack starts with the message, which may contain lines that look like frames: they are skipped. */
function readStackFrames({ stack = '', message }: Error): readonly string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  const lines = stack.slice(start + message.length).split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}

/** The errors of concurrent work, reported together so that all of them can be fixed before the next run. */
export class ActionErrors extends AggregateError {
  readonly actionErrors: readonly ActionError[];

  constructor(errors: readonly ActionError[]) {
    super(errors, errors.map(({ code }) => code).join(', '));
    this.name = 'ActionErrors';
    this.actionErrors = errors;
  }
}

/** Converts anything that was thrown into a list of errors. */
export function toActionErrors(error: unknown): readonly ActionError[] {
  return error instanceof ActionErrors ? error.actionErrors : [toActionError(error)];
}

/** @throws ActionError when there is one error, ActionErrors when there are several */
export function throwIfAny(errors: readonly ActionError[]): void {
  const [first, ...others] = errors;
  if (first !== undefined) throw others.length === 0 ? first : new ActionErrors(errors);
}
