import { fetch, ProxyAgent } from 'undici';
import sodium from 'libsodium-wrappers';
import * as v from 'valibot';
import { startSandbox } from '../../sandbox/sandbox.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.ts';

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, if it is a JSON object. */
  readonly json: Record<string, unknown>;
}

/** Plain requests through the proxy of a sandbox. */
export interface Client {
  send(
    method: string,
    url: string,
    headers?: Record<string, string>,
    body?: string | Uint8Array,
  ): Promise<Received>;
  close(): Promise<void>;
}

export function makeClient(sandbox: Sandbox): Client {
  const dispatcher = new ProxyAgent({ uri: sandbox.proxyUrl, requestTls: { ca: sandbox.ca } });
  return {
    send: async (method, url, headers = {}, body) => {
      const answer = await fetch(url, {
        method,
        dispatcher,
        redirect: 'manual',
        headers: { 'user-agent': 'sandbox-test', ...headers },
        ...(body !== undefined && { body }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        headers: new Headers([...answer.headers]),
        text,
        json: jsonObject(text),
      };
    },
    close: () => dispatcher.destroy(),
  };
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    return v.parse(v.record(v.string(), v.unknown()), JSON.parse(text));
  } catch {
    return {};
  }
}

/** Runs a test in a sandbox of its own. */
export async function inSandbox(
  test: (sandbox: Sandbox, client: Client) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> {
  const sandbox = await startSandbox(options);
  const client = makeClient(sandbox);
  try {
    await test(sandbox, client);
  } finally {
    await client.close();
    await sandbox.close();
  }
}

export async function idToken(
  sandbox: Sandbox,
  client: Client,
  audience = sandbox.tenant.cloud.audience,
): Promise<string> {
  const { environment } = sandbox;
  const { json } = await client.send(
    'GET',
    `${environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? ''}&audience=${encodeURIComponent(audience)}`,
    { authorization: `Bearer ${environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}` },
  );
  return String(json['value']);
}

/** Asks for a token; `fields` replace those of a good request. */
export function requestToken(
  sandbox: Sandbox,
  client: Client,
  fields: Record<string, string>,
): Promise<Received> {
  const { cloud, tenantId } = sandbox.tenant;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: `https://${cloud.graph}/.default`,
    ...fields,
  });
  return client.send(
    'POST',
    `https://${cloud.authority}/${tenantId}/oauth2/v2.0/token`,
    { 'content-type': 'application/x-www-form-urlencoded' },
    form.toString(),
  );
}

export async function loginWithIdToken(
  sandbox: Sandbox,
  client: Client,
  assertion?: string,
  appId = sandbox.tenant.workload.appId,
): Promise<Received> {
  return requestToken(sandbox, client, {
    client_id: appId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion ?? (await idToken(sandbox, client)),
  });
}

export function loginWithSecret(
  sandbox: Sandbox,
  client: Client,
  appId: string,
  secret: string,
): Promise<Received> {
  return requestToken(sandbox, client, { client_id: appId, client_secret: secret });
}

/** Headers of a request to Graph as the workload identity. */
export async function graphHeaders(sandbox: Sandbox, client: Client): Promise<Record<string, string>> {
  const { json } = await loginWithIdToken(sandbox, client);
  return { authorization: `Bearer ${String(json['access_token'])}`, 'content-type': 'application/json' };
}

export function sealedBox(publicKey: unknown, value: string): string {
  const { ORIGINAL } = sodium.base64_variants;
  return sodium.to_base64(
    sodium.crypto_box_seal(value, sodium.from_base64(String(publicKey), ORIGINAL)),
    ORIGINAL,
  );
}
