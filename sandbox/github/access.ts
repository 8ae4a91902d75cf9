export type Level = 'none' | 'read' | 'write';

/** A token, and what it may do. A repository that is not listed does not exist for it. */
export interface Access {
  /** Refusals name the kind of token. */
  readonly kind: 'personal access token' | 'integration';
  /** The level of the permission *Secrets* for each repository. */
  readonly secrets: Readonly<Record<string, Level>>;
}

/** The tokens that exist from the start. */
export const tokens = {
  /** Fine-grained token with *Secrets: write* on acme/ops. */
  writer: 'github_pat_11SANDBOX0writer',
  /** Fine-grained token with *Secrets: read* on acme/ops. */
  reader: 'github_pat_11SANDBOX0reader',
  /** Fine-grained token for acme/ops, without any permission for secrets. */
  plain: 'github_pat_11SANDBOX0plain',
  /** Fine-grained token without access to acme/ops. */
  stranger: 'github_pat_11SANDBOX0stranger',
  /** The job's own GITHUB_TOKEN. */
  job: 'ghs_sandbox0job',
} as const;

export function startingAccess(): Map<string, Access> {
  return new Map<string, Access>([
    [tokens.writer, { kind: 'personal access token', secrets: { 'acme/ops': 'write' } }],
    [tokens.reader, { kind: 'personal access token', secrets: { 'acme/ops': 'read' } }],
    [tokens.plain, { kind: 'personal access token', secrets: { 'acme/ops': 'none' } }],
    [tokens.stranger, { kind: 'personal access token', secrets: {} }],
    [tokens.job, { kind: 'integration', secrets: { 'acme/ops': 'none' } }],
  ]);
}
