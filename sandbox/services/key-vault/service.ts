import { randomUUID } from 'node:crypto';
import type { Tenant } from '../entra/tenant.ts';
import { header, emptyResponse, jsonResponse, jsonBody } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import { authenticate, passNetworkRules, requirePermission } from './authorization.ts';
import { badParameter, errorResponse, throttled, unknownOperation, VaultError } from './errors.ts';
import { listDeleted, listSecrets, listVersions, showDeleted, showSecret } from './reading.ts';
import type { KeyVault, Permission } from './vault.ts';
import { deleteSecret, purgeSecret, recoverSecret, setSecret, updateSecret } from './writing.ts';

/** https://learn.microsoft.com/rest/api/keyvault/secrets: the newest version stands last. */
const versions = [
  ...['2016-10-01', '7.0', '7.1', '7.2', '7.3', '7.4', '7.5', '7.6'],
  ...['2025-07-01', '2026-04-01'],
];

/** One vault's data plane, as far as it takes to store a secret. */
export function vaultService(vault: KeyVault, tenant: Tenant): Service {
  return async (request) => {
    const response = await serve(request, vault, tenant).catch((error: unknown) => {
      if (!(error instanceof VaultError)) throw error;
      return errorResponse(error);
    });
    return { ...response, headers: { ...commonHeaders(request), ...response.headers } };
  };
}

async function serve(request: SandboxRequest, vault: KeyVault, tenant: Tenant): Promise<SandboxResponse> {
  const caller = await authenticate(request, vault, tenant);
  passNetworkRules(vault, caller);
  if (tenant.now() < vault.throttledUntil) throw throttled(vault.retryAfter);
  checkVersion(request.url);
  const { operation, last, name, version } = locate(request);
  const found = operations[operation];
  if (!found) throw unknownOperation(request.method, last);
  allowOptions(request.url, found.options ?? []);
  requirePermission(vault, caller, found.permission, name);
  const body = found.serve({ request, vault, name, version, now: tenant.now() });
  return body === undefined ? emptyResponse(204) : jsonResponse(200, body);
}

interface Scene {
  readonly request: SandboxRequest;
  readonly vault: KeyVault;
  readonly name: string;
  readonly version: string | undefined;
  readonly now: number;
}

interface Operation {
  readonly permission: Permission;
  readonly options?: readonly string[];
  /** Undefined where the answer has no content. */
  readonly serve: (scene: Scene) => Record<string, unknown> | undefined;
}

const paging = ['maxresults', '$skiptoken'];
const getSecret: Operation = {
  permission: 'get',
  serve: ({ vault, name, version }) => showSecret(vault, name, version),
};
const changeSecret: Operation = {
  permission: 'set',
  serve: ({ vault, name, version, request, now }) =>
    updateSecret(vault, name, version, requiredJson(request), now),
};

const operations: Readonly<Record<string, Operation>> = {
  'GET secrets': {
    permission: 'list',
    options: paging,
    serve: ({ vault, request }) => listSecrets(vault, request.url),
  },
  'PUT secrets/{name}': {
    permission: 'set',
    serve: ({ vault, name, request, now }) => setSecret(vault, name, requiredJson(request), now),
  },
  'GET secrets/{name}': getSecret,
  'GET secrets/{name}/{version}': getSecret,
  'PATCH secrets/{name}': changeSecret,
  'PATCH secrets/{name}/{version}': changeSecret,
  'GET secrets/{name}/versions': {
    permission: 'list',
    options: paging,
    serve: ({ vault, name, request }) => listVersions(vault, name, request.url),
  },
  'DELETE secrets/{name}': {
    permission: 'delete',
    serve: ({ vault, name, now }) => deleteSecret(vault, name, now),
  },
  'GET deletedsecrets': {
    permission: 'list',
    options: paging,
    serve: ({ vault, request, now }) => listDeleted(vault, request.url, now),
  },
  'GET deletedsecrets/{name}': {
    permission: 'get',
    serve: ({ vault, name, now }) => showDeleted(vault, name, now),
  },
  'DELETE deletedsecrets/{name}': {
    permission: 'purge',
    serve: ({ vault, name, now }) => {
      purgeSecret(vault, name, now);
      return undefined;
    },
  },
  'POST deletedsecrets/{name}/recover': {
    permission: 'recover',
    serve: ({ vault, name, now }) => recoverSecret(vault, name, now),
  },
};

interface Located {
  readonly operation: string;
  /** The last part of the path. */
  readonly last: string;
  /** Empty where the path names no secret. */
  readonly name: string;
  readonly version: string | undefined;
}

/** Clients end the path of the newest version with a slash. */
function locate({ method, url }: SandboxRequest): Located {
  const [, collection = '', encoded, part, ...rest] = url.pathname.replace(/\/$/, '').split('/');
  const name = decodeURIComponent(encoded ?? '');
  const last = rest.at(-1) ?? part ?? encoded ?? collection;
  if (encoded === undefined) return { operation: `${method} ${collection}`, last, name, version: undefined };
  if (!/^[0-9A-Za-z-]{1,127}$/.test(name)) {
    throw badParameter(`The request URI contains an invalid name: ${name}`);
  }
  const isVersion = part !== undefined && part !== 'versions' && part !== 'recover';
  const end = part === undefined ? [] : [isVersion ? '{version}' : part];
  const shape = [collection, '{name}', ...end, ...rest].join('/');
  return { operation: `${method} ${shape}`, last, name, version: isVersion ? part : undefined };
}

function checkVersion(url: URL): void {
  const version = url.searchParams.get('api-version');
  if (!version) throw badParameter('api-version must be specified');
  if (versions.includes(version)) return;
  throw badParameter(
    `The specified version (${version}) is not recognized. Consider using the latest supported version (${versions.at(-1) ?? ''}).`,
  );
}

function requiredJson(request: SandboxRequest): unknown {
  if (header(request, 'content-type')?.startsWith('application/json')) return jsonBody(request);
  throw new VaultError(415, 'UnsupportedMediaType', 'The content type has to be application/json.');
}

/** The sandbox would rather refuse an option than ignore it. */
function allowOptions(url: URL, known: readonly string[]): void {
  const unknown = [...url.searchParams.keys()].find(
    (each) => each !== 'api-version' && !known.includes(each),
  );
  if (unknown !== undefined) throw badParameter(`The query parameter '${unknown}' is not supported.`);
}

function commonHeaders(request: SandboxRequest): Record<string, string> {
  const clientRequestId = header(request, 'x-ms-client-request-id');
  return {
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    expires: '-1',
    'x-content-type-options': 'nosniff',
    'x-ms-keyvault-region': 'westeurope',
    'x-ms-keyvault-service-version': '1.9.2784.1',
    'x-ms-request-id': randomUUID(),
    ...(clientRequestId !== undefined && { 'x-ms-client-request-id': clientRequestId }),
  };
}
