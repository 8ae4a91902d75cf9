import {
  ClientAssertionCredential,
  ClientSecretCredential,
  type ClientAssertionCredentialOptions as CredentialOptions,
} from '@azure/identity';
import { decodeJwt } from 'jose';
import * as v from 'valibot';
import { createAzureHttpClient } from '../http/azure-client.ts';
import type { HttpClient } from '../http/client.ts';
import { toPlainText } from '../shared/plain-text.ts';
import type { AttemptResult } from '../http/retry.ts';
import { graphScope } from '../azure/cloud.ts';
import type { TokenClaims, Identity } from '../azure/az-commands.ts';
import { loginError } from './login-errors.ts';
import { findLoginRetryReason, readLoginRefusal, type LoginRefusal } from './refusal.ts';

/** A token for Microsoft Graph. */
export interface GraphToken {
  readonly token: string;
  /** The application permissions that it carries; undefined when the token does not show them. */
  readonly roles: readonly string[] | undefined;
}

/** What a login of the workload identity takes from outside. */
export interface LoginDependencies {
  readonly http: HttpClient;
  /** Answers the workflow's OIDC token, the same at each call. */
  readonly idToken: () => Promise<string>;
  /** Called with an access token before anything else is done with it. */
  readonly mask: (token: string) => void;
}

/**
 * Logs in as the workload identity for Microsoft Graph, with the workflow's OIDC token in place of a password.
 *
 * @throws Failure that says which part of the set-up refused
 */
export async function logIn(identity: Identity, dependencies: LoginDependencies): Promise<GraphToken> {
  const token = await logInForScope(graphScope(identity.cloud), identity, dependencies);
  return { token, roles: readRoles(token) };
}

/**
 * The same for any resource.
 *
 * @param scope what to ask a token for: `https://vault.azure.net/.default`
 * @returns the access token
 */
export async function logInForScope(
  scope: string,
  identity: Identity,
  dependencies: LoginDependencies,
): Promise<string> {
  const { tenantId, clientId } = identity;
  const { idToken } = dependencies;
  const open = (options: CredentialOptions): ClientAssertionCredential =>
    new ClientAssertionCredential(tenantId, clientId, idToken, options);
  const attempt = async (): Promise<AttemptResult<LoginResult>> => {
    const result = await tryLogin(scope, open, identity, dependencies);
    if ('token' in result) return { result, retryReason: undefined };
    // The library wraps what its callback throws into an error of its own: this throws it as it was.
    await idToken();
    return { result, retryReason: findLoginRetryReason(result.refusal) };
  };
  const login = await dependencies.http.withRetry('Microsoft Entra ID', attempt);
  if ('token' in login) return login.token;
  throw loginError(login.refusal, identity, readIdTokenClaims(await idToken()));
}

/** What became of a login. */
export type LoginResult = { readonly token: string } | { readonly refusal: LoginRefusal };

/**
 * Logs in once with a client secret. Any application may ask for a token to Graph, with or without permissions there.
 *
 * @param dependencies.http with connections that no other login uses: replicas differ
 */
export function logInWithSecret(
  scope: string,
  identity: Identity,
  secretText: string,
  dependencies: Pick<LoginDependencies, 'http' | 'mask'>,
): Promise<LoginResult> {
  const { tenantId, clientId } = identity;
  return tryLogin(
    scope,
    (options) => new ClientSecretCredential(tenantId, clientId, secretText, options),
    identity,
    dependencies,
  );
}

/**
 * Tries whether Entra accepts a client secret.
 *
 * @returns undefined when it does, else why not
 */
export async function trySecretLogin(
  identity: Identity,
  secretText: string,
  http: HttpClient,
): Promise<LoginRefusal | undefined> {
  const login = await logInWithSecret(graphScope(identity.cloud), identity, secretText, { http, mask: noop });
  return 'refusal' in login ? login.refusal : undefined;
}

/** A token that nobody keeps needs no mask. */
function noop(): void {
  // That the login was accepted is all that counts.
}

/**
 * @param open makes the credential: a new one for each login, since Microsoft's client keeps tokens, and for a minute
 * refuses by itself to ask again a server that failed
 */
async function tryLogin(
  scope: string,
  open: (options: CredentialOptions) => ClientAssertionCredential | ClientSecretCredential,
  { cloud }: Identity,
  { http, mask }: Pick<LoginDependencies, 'http' | 'mask'>,
): Promise<LoginResult> {
  const { options, lastOutcome } = createAzureHttpClient(cloud.authorityHost, http);
  const credential = open({
    ...options,
    authorityHost: cloud.authorityHost,
    // The hosts are known to be Microsoft's; asking the public cloud about the others would only cost a request.
    disableInstanceDiscovery: true,
  });
  try {
    const { token } = await credential.getToken(scope);
    mask(token);
    return { token };
  } catch (error) {
    return { refusal: readLoginRefusal(error, lastOutcome()) };
  }
}

const roles = v.object({ roles: v.array(v.string()) });

function readRoles(token: string): readonly string[] | undefined {
  const parsed = v.safeParse(roles, readClaims(token));
  return parsed.success ? parsed.output.roles : undefined;
}

const claim = v.pipe(v.string(), v.nonEmpty(), v.transform(toPlainText));
const identifyingClaims = v.object({ iss: claim, sub: claim, aud: claim });
const unreadable = { iss: 'unreadable', sub: 'unreadable', aud: 'unreadable' };

function readIdTokenClaims(idToken: string): TokenClaims {
  const parsed = v.safeParse(identifyingClaims, readClaims(idToken));
  const { iss, sub, aud } = parsed.success ? parsed.output : unreadable;
  return { issuer: iss, subject: sub, audience: aud };
}

const ofRepository = v.object({ repository_id: v.pipe(v.string(), v.regex(/^[1-9]\d{0,18}$/)) });

/** The numeric ID of the repository in the workflow's OIDC token; undefined when the token has none. */
export function readRepositoryId(idToken: string): string | undefined {
  const parsed = v.safeParse(ofRepository, readClaims(idToken));
  return parsed.success ? parsed.output.repository_id : undefined;
}

function readClaims(token: string): unknown {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
