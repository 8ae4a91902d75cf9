import {
  ClientAssertionCredential,
  ClientSecretCredential,
  type ClientAssertionCredentialOptions as CredentialOptions,
} from '@azure/identity';
import { decodeJwt } from 'jose';
import * as v from 'valibot';
import { createAzureHttpClient } from '../../http/azure-client.ts';
import type { HttpClient } from '../../http/client.ts';
import { findFailureRetryReason } from '../../http/failure-rules.ts';
import type { RequestFailure } from '../../http/failure.ts';
import { toPlainText } from '../../shared/plain-text.ts';
import type { AttemptResult } from '../../http/retry.ts';
import { graphScope, type Cloud } from '../../azure/cloud.ts';
import type { TokenClaims, Identity } from '../../azure/identity.ts';
import { parseLoginError } from './response.ts';
import { loginError } from './errors.ts';
import { loginRules } from './rules.ts';
import { readSecretLoginFailure, type SecretLoginFailure } from './secret-login-errors.ts';

/** An access token for Microsoft Graph. */
export interface GraphToken {
  readonly token: string;
  /** The application permissions in the token; undefined when it does not list them. */
  readonly roles: readonly string[] | undefined;
  /** The object ID of the workload identity's service principal; undefined when the token does not have it. */
  readonly principalId: string | undefined;
  /** The template IDs of its roles in the whole directory, in lower case. */
  readonly directoryRoles: readonly string[];
}

/** What a login with a client secret depends on. */
export interface SecretLoginDependencies {
  readonly http: HttpClient;
  /** Called with an access token before anything else is done with it. */
  readonly mask: (token: string) => void;
}

/** What a login of the workload identity depends on. */
export interface LoginDependencies extends SecretLoginDependencies {
  /** Returns the workflow's OIDC token, which is valid for at least another half minute. */
  readonly idToken: () => Promise<string>;
}

/**
 * Logs in to Microsoft Graph as the workload identity, with the workflow's OIDC token in place of a password.
 *
 * @param claims what Graph asked for when it refused an earlier token; undefined when it did not
 * @throws ActionError of `loginError` or of `createIdTokenRequest`
 */
export async function logIn(
  identity: Identity,
  dependencies: LoginDependencies,
  claims?: string,
): Promise<GraphToken> {
  const token = await logInForScope(graphScope(identity.cloud), identity, dependencies, claims);
  return { token, ...readGrants(token) };
}

/**
 * Logs in as the workload identity for any resource.
 *
 * @param scope what the token is for: `https://vault.azure.net/.default`
 * @param claims what a service asked for when it refused an earlier token (claims challenge); undefined when it did not
 * @returns the access token
 * @throws ActionError as `logIn` does
 */
export async function logInForScope(
  scope: string,
  identity: Identity,
  { http, idToken: requestIdToken, mask }: LoginDependencies,
  claims?: string,
): Promise<string> {
  const { tenantId, clientId, cloud } = identity;
  const result = await http.withRetry('Microsoft Entra ID', async (): Promise<AttemptResult<Login>> => {
    // The waits between attempts can be longer than an OIDC token is valid.
    const idToken = await requestIdToken();
    const client = createLoginClient(cloud, http);
    const credential = new ClientAssertionCredential(
      tenantId,
      clientId,
      () => Promise.resolve(idToken),
      client.options,
    );
    const login = await requestAccessToken(scope, credential, client, mask, claims);
    const retryReason = 'failure' in login ? findFailureRetryReason(login.failure, loginRules) : undefined;
    return { result: { ...login, idToken }, retryReason };
  });
  if ('token' in result) return result.token;
  throw loginError(result.failure, identity, readIdTokenClaims(result.idToken));
}

/** A login of the workload identity, and the OIDC token that was sent. */
type Login = LoginResult & { readonly idToken: string };

/** How a login ended. */
export type LoginResult = { readonly token: string } | { readonly failure: RequestFailure };

/**
 * Logs in once with a client secret. Any application may request a token for Graph, with or without permissions there.
 *
 * @param dependencies.http with connections that no other login uses, because replicas of Entra differ
 */
export function logInWithSecret(
  scope: string,
  { tenantId, clientId, cloud }: Identity,
  secretText: string,
  { http, mask }: SecretLoginDependencies,
): Promise<LoginResult> {
  const client = createLoginClient(cloud, http);
  const credential = new ClientSecretCredential(tenantId, clientId, secretText, client.options);
  return requestAccessToken(scope, credential, client, mask);
}

/**
 * Checks whether Entra accepts a client secret.
 *
 * @returns why not; undefined when it does
 */
export async function trySecretLogin(
  identity: Identity,
  secretText: string,
  http: HttpClient,
): Promise<SecretLoginFailure | undefined> {
  // The token is dropped at once, so it needs no mask.
  const dependencies = { http, mask: () => undefined };
  const login = await logInWithSecret(graphScope(identity.cloud), identity, secretText, dependencies);
  return 'failure' in login ? readSecretLoginFailure(login.failure) : undefined;
}

/** What one of Microsoft's credentials needs to send its requests, and how the last of them ended. */
interface LoginClient {
  readonly options: CredentialOptions;
  readonly lastOutcome: () => RequestFailure;
}

/**
 * Each login needs a new client and a new credential: Microsoft's library caches tokens, and does not ask a server that
 * failed again for a minute.
 */
function createLoginClient({ authorityHost }: Cloud, http: HttpClient): LoginClient {
  const { options, lastOutcome } = createAzureHttpClient(authorityHost, http, parseLoginError);
  // The authority is known to be Microsoft's, so the library need not ask the public cloud about it.
  return { options: { ...options, authorityHost, disableInstanceDiscovery: true }, lastOutcome };
}

async function requestAccessToken(
  scope: string,
  credential: ClientAssertionCredential | ClientSecretCredential,
  { lastOutcome }: LoginClient,
  mask: (token: string) => void,
  claims?: string,
): Promise<LoginResult> {
  try {
    const { token } = await credential.getToken(scope, claims === undefined ? {} : { claims });
    mask(token);
    return { token };
  } catch {
    return { failure: lastOutcome() };
  }
}

const grants = v.object({
  roles: v.fallback(v.optional(v.array(v.string())), undefined),
  oid: v.fallback(v.optional(v.pipe(v.string(), v.toLowerCase())), undefined),
  wids: v.fallback(v.optional(v.array(v.pipe(v.string(), v.toLowerCase())), []), []),
});

function readGrants(token: string): Omit<GraphToken, 'token'> {
  const parsed = v.safeParse(grants, readClaims(token));
  if (!parsed.success) return { roles: undefined, principalId: undefined, directoryRoles: [] };
  const { roles, oid, wids } = parsed.output;
  return { roles, principalId: oid, directoryRoles: wids };
}

const claim = v.pipe(v.string(), v.nonEmpty(), v.transform(toPlainText));
const identifyingClaims = v.object({
  iss: claim,
  sub: claim,
  aud: claim,
  enterprise: v.fallback(v.optional(claim), undefined),
});
const unreadable = { iss: 'unreadable', sub: 'unreadable', aud: 'unreadable', enterprise: undefined };

function readIdTokenClaims(idToken: string): TokenClaims {
  const parsed = v.safeParse(identifyingClaims, readClaims(idToken));
  const { iss, sub, aud, enterprise } = parsed.success ? parsed.output : unreadable;
  return { issuer: iss, subject: sub, audience: aud, enterprise };
}

const repositoryClaim = v.object({ repository_id: v.pipe(v.string(), v.regex(/^[1-9]\d{0,18}$/)) });

/** Reads the numeric ID of the repository from the workflow's OIDC token; undefined when the token has none. */
export function readRepositoryId(idToken: string): string | undefined {
  const parsed = v.safeParse(repositoryClaim, readClaims(idToken));
  return parsed.success ? parsed.output.repository_id : undefined;
}

function readClaims(token: string): unknown {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
