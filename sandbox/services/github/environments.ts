import * as v from 'valibot';
import { emptyResponse, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import { accountBody, idOf } from './accounts.ts';
import type { Environment } from './environment.ts';
import type { Addresses } from './issues/bodies.ts';
import { pageOf } from './paging.ts';
import { refuse } from './refusal.ts';
import type { Repository } from './repository.ts';
import { formatTime } from './times.ts';

interface Scene {
  readonly request: SandboxRequest;
  readonly repository: Repository;
  readonly addresses: Addresses;
  /** The address of the list, as GitHub's own links write it. */
  readonly address: string;
}

const settings = v.nullish(
  v.strictObject({
    reviewers: v.nullish(v.array(v.object({ type: v.literal('User'), id: v.number() }))),
    deployment_branch_policy: v.nullish(
      v.object({ protected_branches: v.boolean(), custom_branch_policies: v.boolean() }),
    ),
  }),
);

/** https://docs.github.com/rest/deployments/environments */
export function serveEnvironments(scene: Scene, name: string | undefined): SandboxResponse {
  const { request, repository, address } = scene;
  if (name === undefined) {
    if (request.method !== 'GET') return refuse(404, 'Not Found');
    const { entries, headers } = pageOf(request, address, repository.environments);
    const environments = entries.map((each) => environmentBody(scene, each));
    return jsonResponse(200, { total_count: repository.environments.length, environments }, headers);
  }
  if (request.method === 'PUT') return putEnvironment(scene, name);
  const environment = repository.environment(name);
  if (environment === undefined) return refuse(404, 'Not Found');
  if (request.method === 'GET') return jsonResponse(200, environmentBody(scene, environment));
  if (request.method !== 'DELETE') return refuse(404, 'Not Found');
  repository.removeEnvironment(name);
  return emptyResponse(204);
}

/** What a request does not name goes back to its default. */
function putEnvironment(scene: Scene, name: string): SandboxResponse {
  const { request, repository } = scene;
  const given = v.safeParse(settings, jsonBody(request));
  if (!given.success) return refuse(422, `Invalid request.\n\n${v.summarize(given.issues)}`);
  const { reviewers, deployment_branch_policy: branchPolicy } = given.output ?? {};
  if (branchPolicy?.protected_branches === branchPolicy?.custom_branch_policies && branchPolicy) {
    return refuse(422, 'Validation Failed');
  }
  // As in https://github.com/backstage/backstage/issues/28977
  if (reviewers && !repository.allowsReviewers) {
    return refuse(
      422,
      'Failed to create the environment protection rule. Please ensure the billing plan supports the required reviewers protection rule.',
    );
  }
  const logins = [...repository.collaborators.keys()];
  const chosen = (reviewers ?? []).map(({ id }) => logins.find((login) => idOf(login) === id));
  if (chosen.includes(undefined)) return refuse(422, 'Validation Failed');
  const environment = repository.environment(name) ?? repository.addEnvironment(name);
  environment.reviewers = chosen.filter((login) => login !== undefined);
  environment.branchPolicy = branchPolicy ?? null;
  return jsonResponse(200, environmentBody(scene, environment));
}

function environmentBody(
  { repository, addresses: { root, web } }: Scene,
  { name, keyId, createdAt, reviewers, branchPolicy }: Environment,
): Record<string, unknown> {
  const id = Number(BigInt(keyId) % 1_000_000_007n);
  const rule = (type: string, offset: number) => ({
    id: id + offset,
    node_id: Buffer.from(`04:Gate${id + offset}`).toString('base64'),
    type,
  });
  const accounts = reviewers.map((login) => ({ type: 'User', reviewer: accountBody(login, root, web) }));
  return {
    id,
    node_id: Buffer.from(`011:Environment${id}`).toString('base64'),
    name,
    url: `${root}/repos/${repository.name}/environments/${encodeURIComponent(name)}`,
    html_url: `${web}/${repository.name}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: formatTime(createdAt),
    updated_at: formatTime(createdAt),
    can_admins_bypass: true,
    protection_rules: [
      ...(reviewers.length > 0
        ? [{ ...rule('required_reviewers', 1), prevent_self_review: false, reviewers: accounts }]
        : []),
      ...(branchPolicy ? [rule('branch_policy', 2)] : []),
    ],
    deployment_branch_policy: branchPolicy,
  };
}
