/** Every way in which a run can fail. docs/troubleshooting.md has a section for each. */
export const errorCodes = [
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
  'dead-value-stored',
  'description-refused',
  'entra-unreachable',
  'federated-credential-mismatch',
  'federated-credential-missing',
  'file-not-writable',
  'github-environment-not-found',
  'github-organization-not-found',
  'github-permission-missing',
  'github-rate-limited',
  'github-repository-not-found',
  'github-request-failed',
  'github-secret-refused',
  'github-token-refused',
  'github-unreachable',
  'graph-permission-missing',
  'graph-request-failed',
  'graph-unreachable',
  'id-token-not-permitted',
  'id-token-request-failed',
  'id-token-stale',
  'invalid-inputs',
  'journal-not-believed',
  'journal-unreadable',
  'key-vault-firewall',
  'key-vault-not-found',
  'key-vault-request-failed',
  'key-vault-role-missing',
  'key-vault-secret-deleted',
  'key-vault-unreachable',
  'lifetime-not-allowed',
  'list-endless',
  'login-blocked-by-policy',
  'login-refused',
  'organization-selection-missing',
  'report-not-writable',
  'repository-id-unknown',
  'response-too-large',
  'runner-not-supported',
  'secret-in-doubt',
  'secret-left-behind',
  'secret-not-accepted',
  'secrets-due',
  'tenant-not-found',
  'too-many-credentials',
  'two-secret-limit',
  'unexpected',
  'unsafe-environment',
  'workload-identity-is-application',
  'workload-identity-not-found',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What an administrator is told: all three are sentences of ours, never text that a server sent. */
export interface Explanation {
  readonly problem: string;
  readonly likelyCause: string;
  readonly remedy: string;
}

/**
 * An expected way to fail, told to an administrator: what happened, the likely reason, the one thing to change.
 * Its message may be printed: whoever builds one puts neither a secret nor a server's free text into it.
 */
export class ActionError extends Error {
  readonly code: ErrorCode;
  readonly explanation: Explanation;
  /** What holds now, when the run had changed something before it failed. */
  readonly state: string | undefined;

  constructor(code: ErrorCode, explanation: Explanation, aftermath?: string) {
    super(
      [
        `${code}: ${explanation.problem}`,
        ...(aftermath === undefined ? [] : [`State now: ${aftermath}`]),
        `Likely reason: ${explanation.likelyCause}`,
        `To fix it: ${explanation.remedy}`,
      ].join('\n'),
    );
    this.name = 'ActionError';
    this.code = code;
    this.explanation = explanation;
    this.state = aftermath;
  }

  /** The same failure, with what the run left behind it. */
  withState(aftermath: string): ActionError {
    return new ActionError(this.code, this.explanation, aftermath);
  }
}

/**
 * Any error as a Failure. An error that is none is a bug or a surprise of the platform: its message is not
 * shown, since it may quote what a server sent (JSON.parse does), only its kind and where it was thrown.
 */
export function toActionError(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  const place = error instanceof Error ? readStackFrames(error).slice(0, 5) : [];
  return new ActionError('unexpected', {
    problem: `The action stopped on an unexpected error (${kind}).`,
    likelyCause: ['a bug in this action, or an unexpected state of the runner. It was thrown', ...place].join(
      '\n  ',
    ),
    remedy:
      'run the job again; if it fails in the same way, open an issue at the repository of this action with the lines above.',
  });
}

/** Where an error was thrown. The stack begins with the message, which may have lines that look like a place: they are skipped. */
function readStackFrames({ stack = '', message }: Error): readonly string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  const lines = stack.slice(start + message.length).split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}
