import { randomUUID } from 'node:crypto';
import { bearerToken, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, Service } from '../../network/http.ts';
import type { TokenAuthority } from '../../network/tokens.ts';
import { idOf } from './accounts.ts';
import type { GitHub } from './github.ts';
import { refTypeOf, repositoryOfRun, workflowRefOf } from './workflow-run.ts';

export const issuerHost = 'token.actions.githubusercontent.com';
export const issuer = `https://${issuerHost}`;
const requestHost = 'run-actions-1-azure-eastus.actions.githubusercontent.com';
/** The host for an enterprise on ghe.com. */
export const enterpriseRequestHost = 'run-actions-1-azure-eastus.actions.octocorp.ghe.com';
/** As on a real runner, the URL already holds a query. */
export const requestUrl = `https://${requestHost}/42//idtoken/7001/7c9d?api-version=2.0`;
export const enterpriseRequestUrl = requestUrl.replace(requestHost, enterpriseRequestHost);
export const requestToken = 'sandbox-id-token-request-token';

const lifetime = 300;

/** The issuer of ID tokens, by host. */
export function idTokenServices(
  authority: TokenAuthority,
  github: GitHub,
  now: () => number,
): [string, Service][] {
  const idTokens = idTokenService(authority, github, now);
  return [
    [issuerHost, issuerService(authority)],
    [requestHost, idTokens],
    [enterpriseRequestHost, idTokens],
  ];
}

/** Where the public key of the issuer is found. */
function issuerService(authority: TokenAuthority): Service {
  return (request) => {
    switch (request.url.pathname) {
      case '/.well-known/openid-configuration':
        return Promise.resolve(
          jsonResponse(200, {
            issuer,
            jwks_uri: `${issuer}/.well-known/jwks`,
            subject_types_supported: ['public', 'pairwise'],
            response_types_supported: ['id_token'],
            id_token_signing_alg_values_supported: ['ES256'],
            scopes_supported: ['openid'],
          }),
        );
      case '/.well-known/jwks':
        return Promise.resolve(jsonResponse(200, { keys: [authority.publicKey] }));
      default:
        return Promise.resolve(jsonResponse(404, { message: 'Not Found' }));
    }
  };
}

/**
 * Gives the job its ID token.
 * https://docs.github.com/actions/reference/security/oidc
 */
function idTokenService(authority: TokenAuthority, github: GitHub, now: () => number): Service {
  return async (request) => {
    if (request.method !== 'GET') return refuse(405, 'Method Not Allowed');
    if (request.url.pathname !== new URL(requestUrl).pathname) return refuse(404, 'Not Found');
    if (bearerToken(request) !== requestToken) return refuse(401, 'Unauthorized');
    const audience = request.url.searchParams.get('audience') ?? 'https://github.com/acme';
    return jsonResponse(200, { value: await authority.sign(claims(github, audience, now())) });
  };
}

function refuse(status: number, message: string): SandboxResponse {
  return jsonResponse(status, { message });
}

function claims(
  { job, repositories }: GitHub,
  audience: string,
  now: number,
): Record<string, string | number> {
  const issuedAt = Math.floor(now / 1000);
  const { run } = job;
  const workflow = workflowRefOf(run);
  const repository = repositories.get(repositoryOfRun);
  const [owner = ''] = repositoryOfRun.split('/');
  return {
    iss: issuer,
    sub: job.subject,
    aud: audience,
    jti: randomUUID(),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + lifetime,
    actor: run.actor,
    actor_id: String(idOf(run.actor)),
    base_ref: '',
    event_name: run.eventName,
    head_ref: '',
    job_workflow_ref: workflow,
    job_workflow_sha: '4f2a9c0d3b5e6f708192a3b4c5d6e7f801234567',
    ref: run.ref,
    ref_protected: 'true',
    ref_type: refTypeOf(run),
    repository: repositoryOfRun,
    repository_id: String(repository?.id ?? ''),
    repository_owner: owner,
    repository_owner_id: String(idOf(owner)),
    repository_visibility: repository?.visibility ?? 'private',
    run_attempt: String(run.attempt),
    run_id: String(run.id),
    run_number: '17',
    runner_environment: 'github-hosted',
    sha: '4f2a9c0d3b5e6f708192a3b4c5d6e7f801234567',
    workflow: 'Rotate the secret of Exalate',
    workflow_ref: workflow,
    workflow_sha: '4f2a9c0d3b5e6f708192a3b4c5d6e7f801234567',
    ...environmentOf(job.subject),
    ...(job.enterprise !== undefined && { enterprise: job.enterprise, enterprise_id: '4242' }),
  };
}

/** The claim stands beside the subject that names it: `repo:acme/ops:environment:production`. */
function environmentOf(subject: string): { environment?: string } {
  const environment = /:environment:(.+)$/.exec(subject)?.[1];
  return environment === undefined ? {} : { environment };
}
