import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import { idOf } from './accounts.ts';
import { refuse } from './refusal.ts';

/** How the subjects of a repository's ID tokens begin. */
export interface SubjectSettings {
  /** With the names of owner and repository, or with their IDs, too: so in repositories made since July 2026. */
  readonly form: 'classic' | 'immutable';
  /** Whether somebody has chosen the form with IDs. A new repository has it although nobody did. */
  readonly hasChosenImmutable?: boolean;
  /** The claims of a template that replaces the default. */
  readonly claimKeys?: readonly string[];
}

/** What a repository's subjects begin with: `repo:acme/ops`, or `repo:acme@70010000/ops@70010001`. */
export function subjectPrefix(
  repository: { readonly name: string; readonly id: number },
  { form }: SubjectSettings,
): string {
  const [owner = '', name = ''] = repository.name.split('/');
  return form === 'immutable'
    ? `repo:${owner}@${idOf(owner)}/${name}@${repository.id}`
    : `repo:${owner}/${name}`;
}

/**
 * https://docs.github.com/rest/actions/oidc#get-the-customization-template-for-an-oidc-subject-claim-for-a-repository
 * The prefix is right where `use_immutable_subject` is not: https://github.com/Azure/azure-dev/pull/9430
 */
export function serveSubject(
  { method }: SandboxRequest,
  repository: { readonly name: string; readonly id: number; readonly subjectSettings: SubjectSettings },
): SandboxResponse {
  if (method !== 'GET') return refuse(404, 'Not Found');
  const { subjectSettings: settings } = repository;
  return jsonResponse(200, {
    use_default: settings.claimKeys === undefined,
    ...(settings.claimKeys && { include_claim_keys: settings.claimKeys }),
    use_immutable_subject: settings.hasChosenImmutable ?? false,
    sub_claim_prefix: subjectPrefix(repository, settings),
  });
}
