import { randomUUID } from 'node:crypto';
import type { Tenant } from '../entra/tenant.ts';
import { header, jsonResponse, jsonBody } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest, Service } from '../../network/http.ts';
import { authenticate, passNetworkRules, requirePermission } from './authorization.ts';
import { badParameter, errorResponse, throttled, VaultError } from './errors.ts';
import { listVersions, showDeleted, showSecret } from './reading.ts';
import type { KeyVault, Permission } from './vault.ts';
import { deleteSecret, setSecret, updateSecret } from './writing.ts';

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
  const { operation, name, version } = locate(request);
  const allow = (permission: Permission, options: readonly string[] = []): void => {
    allowOptions(request.url, options);
    requirePermission(vault, caller, permission, name);
  };
  switch (operation) {
    case 'PUT secrets/{name}':
      allow('set');
      return jsonResponse(200, setSecret(vault, name, requiredJson(request), tenant.now()));
    case 'GET secrets/{name}':
    case 'GET secrets/{name}/{version}':
      allow('get');
      return jsonResponse(200, showSecret(vault, name, version));
    case 'PATCH secrets/{name}/{version}':
      allow('set');
      return jsonResponse(200, updateSecret(vault, name, version ?? '', requiredJson(request), tenant.now()));
    case 'GET secrets/{name}/versions':
      allow('list', ['maxresults', '$skiptoken']);
      return jsonResponse(200, listVersions(vault, name, request.url));
    case 'DELETE secrets/{name}':
      allow('delete');
      return jsonResponse(200, deleteSecret(vault, name, tenant.now()));
    case 'GET deletedsecrets/{name}':
      allow('get');
      return jsonResponse(200, showDeleted(vault, name, tenant.now()));
    default:
      throw badParameter(`The sandbox does not know ${operation}.`);
  }
}

interface Located {
  readonly operation: string;
  readonly name: string;
  readonly version: string | undefined;
}

/** Clients end the path of the newest version with a slash. */
function locate(request: SandboxRequest): Located {
  const [, collection = '', encoded = '', version, ...rest] = request.url.pathname
    .replace(/\/$/, '')
    .split('/');
  const name = decodeURIComponent(encoded);
  if (!/^[0-9A-Za-z-]{1,127}$/.test(name)) {
    throw badParameter(`The request URI contains an invalid name: ${name}`);
  }
  const last = version === undefined || version === 'versions' ? version : '{version}';
  const shape = [collection, '{name}', ...(last === undefined ? [] : [last]), ...rest].join('/');
  return { operation: `${request.method} ${shape}`, name, version };
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
