import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { bearerToken, emptyAnswer, header, jsonAnswer, jsonBody } from '../network/http.ts';
import type { Answer, SandboxRequest, Service } from '../network/http.ts';
import type { Level } from './access.ts';
import { repositoryAnswer } from './description.ts';
import type { GitHub } from './github.ts';
import type { Repository, RepositorySecret } from './repository.ts';

/** One of the places where GitHub's REST API is found. */
export interface RestApi {
  readonly host: string;
  readonly basePath: string;
  readonly versions: readonly string[];
}

const secretBody = v.object({ encrypted_value: v.string(), key_id: v.string() });
const maxSecretBytes = 48 * 1024;

/**
 * The REST API, as far as a repository's Actions secrets go.
 * https://docs.github.com/rest/actions/secrets
 */
export function restService(github: GitHub, api: RestApi, now: () => number): Service {
  return async (request) => {
    const answer = await serve(request, github, api, now);
    return { ...answer, headers: { ...commonHeaders(now()), ...answer.headers } };
  };
}

/** GitHub's front door turns away who does not say what it is, long before the API. */
export function requireUserAgent(service: Service): Service {
  return (request) =>
    header(request, 'user-agent')
      ? service(request)
      : Promise.resolve({
          status: 403,
          headers: { 'content-type': 'text/html; charset=utf-8' },
          body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.\n',
        });
}

async function serve(
  request: SandboxRequest,
  github: GitHub,
  api: RestApi,
  now: () => number,
): Promise<Answer> {
  const version = header(request, 'x-github-api-version');
  if (version !== undefined && !api.versions.includes(version)) {
    return refuse(400, `"${version}" is not a supported version of the REST API.`);
  }
  const token = bearerToken(request);
  if (token === undefined) return refuse(401, 'Requires authentication');
  const access = github.access.get(token);
  if (!access) return refuse(401, 'Bad credentials');

  const match = /^\/repos\/([^/]+\/[^/]+)(?:\/actions\/secrets(?:\/([^/]+))?)?$/.exec(
    request.url.pathname.slice(api.basePath.length),
  );
  const repository = github.repositories.get(match?.[1]?.toLowerCase() ?? '');
  const secretsOnly = request.url.pathname.includes('/actions/secrets');
  const needed: Level = request.method === 'GET' ? 'read' : 'write';
  const accepted = { 'x-accepted-github-permissions': secretsOnly ? `secrets=${needed}` : 'metadata=read' };
  const level = access.secrets[repository?.name ?? ''];
  if (!match || !repository || level === undefined) return refuse(404, 'Not Found', accepted);

  if (!secretsOnly) {
    return request.method === 'GET'
      ? jsonAnswer(200, await repositoryAnswer(repository, request.host))
      : refuse(404, 'Not Found');
  }
  if (level === 'none' || (needed === 'write' && level !== 'write')) {
    return refuse(403, `Resource not accessible by ${access.kind}`, accepted);
  }
  return serveSecrets(request, repository, match[2], now());
}

function serveSecrets(
  request: SandboxRequest,
  repository: Repository,
  name: string | undefined,
  now: number,
): Answer {
  if (name === undefined) {
    return request.method === 'GET' ? listSecrets(request, repository) : refuse(404, 'Not Found');
  }
  switch (request.method) {
    case 'GET':
      return name === 'public-key'
        ? jsonAnswer(200, { key_id: repository.keyId, key: repository.publicKey })
        : showSecret(repository, name.toUpperCase());
    case 'PUT':
      return putSecret(repository, name, jsonBody(request), now);
    case 'DELETE':
      return repository.secrets.delete(name.toUpperCase()) ? emptyAnswer(204) : refuse(404, 'Not Found');
    default:
      return refuse(404, 'Not Found');
  }
}

function listSecrets(request: SandboxRequest, repository: Repository): Answer {
  const size = Math.min(Number(request.url.searchParams.get('per_page') ?? 30), 100);
  const page = Number(request.url.searchParams.get('page') ?? 1);
  const all = [...repository.secrets].sort(([one], [other]) => one.localeCompare(other));
  return jsonAnswer(200, {
    total_count: all.length,
    secrets: all.slice((page - 1) * size, page * size).map(([name, secret]) => visiblePart(name, secret)),
  });
}

function showSecret(repository: Repository, name: string): Answer {
  const secret = repository.secrets.get(name);
  return secret ? jsonAnswer(200, visiblePart(name, secret)) : refuse(404, 'Not Found');
}

function visiblePart(name: string, secret: RepositorySecret): Record<string, string> {
  return { name, created_at: secret.createdAt, updated_at: secret.updatedAt };
}

/** Names: https://docs.github.com/actions/reference/security/secrets#naming-your-secrets */
function putSecret(repository: Repository, name: string, body: unknown, now: number): Answer {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return refuse(
      422,
      'Secret names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) or underscores (_).',
    );
  }
  if (/^GITHUB_/i.test(name)) return refuse(422, 'Secret names must not start with GITHUB_.');
  const given = v.safeParse(secretBody, body);
  if (!given.success) return refuse(422, 'Invalid request.\n\nencrypted_value and key_id are required.');
  if (given.output.key_id !== repository.keyId)
    return refuse(422, 'Invalid request.\n\nkey_id is not valid.');
  const value = repository.openBox(given.output.encrypted_value);
  if (value === undefined) return refuse(422, 'Bad request - could not decrypt the secret.');
  if (Buffer.byteLength(value) > maxSecretBytes) return refuse(422, 'Secret values are limited to 48 KB.');

  const key = name.toUpperCase();
  const existing = repository.secrets.get(key);
  const wholeSeconds = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  repository.secrets.set(key, {
    value,
    createdAt: existing?.createdAt ?? wholeSeconds,
    updatedAt: wholeSeconds,
  });
  return existing ? emptyAnswer(204) : jsonAnswer(201, {});
}

function refuse(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(
    status,
    { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    headers,
  );
}

function commonHeaders(now: number): Record<string, string> {
  return {
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': randomUUID().toUpperCase(),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-used': '1',
    'x-ratelimit-resource': 'core',
    'x-ratelimit-reset': String(Math.floor(now / 1000) + 3600),
  };
}
