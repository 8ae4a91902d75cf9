import {
  ClientAssertionCredential,
  ClientSecretCredential,
  type ClientAssertionCredentialOptions as CredentialOptions,
} from '@azure/identity';
import { decodeJwt } from 'jose';
import * as v from 'valibot';
import { azureWire, type Seen, type Sending } from '../support/azure-wire.ts';
import { graphScope } from './clouds.ts';
import type { Claims, Identity } from './hints.ts';
import { loginFailure } from './login-failures.ts';
import { refusalIn, type Refusal } from './refusal.ts';

/** A token for Microsoft Graph. */
export interface GraphAccess {
  readonly token: string;
  /** The application permissions that it carries; undefined when the token does not show them. */
  readonly roles: readonly string[] | undefined;
}

/**
 * Logs in as the workload identity for Microsoft Graph, with the workflow's OIDC token in place of a password.
 *
 * @param idToken answers the OIDC token, the same at each call
 * @param mask called with the access token before anything else is done with it
 * @throws Failure that says which part of the set-up refused
 */
export async function logIn(
  identity: Identity,
  idToken: () => Promise<string>,
  mask: (token: string) => void,
  sending: Sending,
): Promise<GraphAccess> {
  const token = await logInFor(graphScope(identity.cloud), identity, idToken, mask, sending);
  return { token, roles: rolesIn(token) };
}

/**
 * The same for any resource.
 *
 * @param scope what to ask a token for: `https://vault.azure.net/.default`
 * @returns the access token
 */
export async function logInFor(
  scope: string,
  identity: Identity,
  idToken: () => Promise<string>,
  mask: (token: string) => void,
  sending: Sending,
): Promise<string> {
  // Asked for here, since the library wraps what its callback throws into an error of its own.
  const assertion = await idToken();
  const wire = wireTo(identity, sending);
  const credential = new ClientAssertionCredential(
    identity.tenantId,
    identity.clientId,
    () => Promise.resolve(assertion),
    wire.options,
  );
  try {
    const { token } = await credential.getToken(scope);
    mask(token);
    return token;
  } catch (error) {
    throw loginFailure(refusalIn(error, wire.seen()), identity, claimsIn(assertion));
  }
}

/** What became of a login with a client secret. */
export type SecretLogin = { readonly token: string } | { readonly refusal: Refusal };

/**
 * Logs in with a client secret, over a connection of its own: replicas differ. Any application may ask for a token
 * to Graph, with or without permissions there.
 *
 * @param mask called with the access token before anything else is done with it
 */
export async function logInWithSecret(
  scope: string,
  identity: Identity,
  secretText: string,
  mask: (token: string) => void,
  sending: Sending,
): Promise<SecretLogin> {
  const wire = wireTo(identity, sending);
  const credential = new ClientSecretCredential(identity.tenantId, identity.clientId, secretText, {
    ...wire.options,
    // The verification decides itself when to try again.
    retryOptions: { maxRetries: 0 },
  });
  try {
    const { token } = await credential.getToken(scope);
    mask(token);
    return { token };
  } catch (error) {
    return { refusal: refusalIn(error, wire.seen()) };
  }
}

/**
 * Tries whether Entra accepts a client secret.
 *
 * @returns undefined when it does, else why not
 */
export async function trySecret(
  identity: Identity,
  secretText: string,
  sending: Sending,
): Promise<Refusal | undefined> {
  const login = await logInWithSecret(graphScope(identity.cloud), identity, secretText, drop, sending);
  return 'refusal' in login ? login.refusal : undefined;
}

/** A token that nobody keeps needs no mask. */
function drop(): void {
  // That the login was accepted is all that counts.
}

/** How a credential is to send its requests, and what came back last. */
function wireTo({ cloud }: Identity, sending: Sending): { options: CredentialOptions; seen: () => Seen } {
  const { options, seen } = azureWire(sending);
  return {
    options: {
      ...options,
      authorityHost: cloud.authorityHost,
      // The hosts are known to be Microsoft's; asking the public cloud about the others would only cost a request.
      disableInstanceDiscovery: true,
    },
    seen,
  };
}

const roles = v.object({ roles: v.array(v.string()) });

function rolesIn(token: string): readonly string[] | undefined {
  const parsed = v.safeParse(roles, readClaims(token));
  return parsed.success ? parsed.output.roles : undefined;
}

const claim = v.pipe(v.string(), v.regex(/^[^\p{Cc}]+$/u));
const identifying = v.object({ iss: claim, sub: claim, aud: claim });
const unreadable = { iss: 'unreadable', sub: 'unreadable', aud: 'unreadable' };

function claimsIn(idToken: string): Claims {
  const parsed = v.safeParse(identifying, readClaims(idToken));
  const { iss, sub, aud } = parsed.success ? parsed.output : unreadable;
  return { issuer: iss, subject: sub, audience: aud };
}

function readClaims(token: string): unknown {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
