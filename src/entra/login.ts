import {
  ClientAssertionCredential,
  ClientSecretCredential,
  type ClientAssertionCredentialOptions,
} from '@azure/identity';
import { decodeJwt } from 'jose';
import * as v from 'valibot';
import { retryAfter } from '../support/retry.ts';
import { networkReason } from '../support/fetch.ts';
import { graphScope } from './clouds.ts';
import type { Claims, Identity } from './hints.ts';
import { loginFailure } from './login-failures.ts';
import { refusalIn, type Refusal, type Seen } from './refusal.ts';

/** A token for Microsoft Graph. */
export interface GraphAccess {
  readonly token: string;
  /** The application permissions that it carries; undefined when the token does not show them. */
  readonly roles: readonly string[] | undefined;
}

/** How requests to Entra are sent. */
export interface Sending {
  readonly userAgent: string;
  /** How long the next request may wait for its answer, in milliseconds. */
  readonly deadline: () => number;
  /** Whether a wait that the server announced is granted, in milliseconds. */
  readonly grants: (milliseconds: number) => boolean;
}

/**
 * Logs in as the workload identity, with the workflow's OIDC token in place of a password.
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
  // Asked for here, since the library wraps what its callback throws into an error of its own.
  const assertion = await idToken();
  const wire = observedWire(identity, sending);
  const credential = new ClientAssertionCredential(
    identity.tenantId,
    identity.clientId,
    () => Promise.resolve(assertion),
    wire.options,
  );
  try {
    const { token } = await credential.getToken(graphScope(identity.cloud));
    mask(token);
    return { token, roles: rolesIn(token) };
  } catch (error) {
    throw loginFailure(refusalIn(error, wire.seen()), identity, claimsIn(assertion));
  }
}

/**
 * Tries whether Entra accepts a client secret, over a connection of its own: replicas differ.
 * Any application may ask for a token to Graph, with or without permissions there.
 *
 * @returns undefined when it does, else why not
 */
export async function trySecret(
  identity: Identity,
  secretText: string,
  sending: Sending,
): Promise<Refusal | undefined> {
  const wire = observedWire(identity, sending);
  const credential = new ClientSecretCredential(identity.tenantId, identity.clientId, secretText, {
    ...wire.options,
    // The verification decides itself when to try again.
    retryOptions: { maxRetries: 0 },
  });
  try {
    await credential.getToken(graphScope(identity.cloud));
    return undefined;
  } catch (error) {
    return refusalIn(error, wire.seen());
  }
}

type Policy = NonNullable<ClientAssertionCredentialOptions['additionalPolicies']>[number]['policy'];

/** How a credential is to send its requests, each over a connection of its own, and what came back last. */
function observedWire(
  { cloud }: Identity,
  { userAgent, deadline, grants }: Sending,
): { options: ClientAssertionCredentialOptions; seen: () => Seen } {
  let seen: Seen = {};
  const policy: Policy = {
    name: 'exalateSecretAction',
    async sendRequest(request, next) {
      request.disableKeepAlive = true;
      request.timeout = deadline();
      try {
        const response = await next(request);
        seen = { status: response.status };
        // The library waits as long as it is told to, without a word.
        const wait = retryAfter(response.headers.get('Retry-After') ?? null, new Date());
        if (wait !== undefined && !grants(wait)) response.headers.delete('Retry-After');
        return response;
      } catch (error) {
        seen = { network: networkReason(error) };
        throw error;
      }
    },
  };
  const options = {
    authorityHost: cloud.authorityHost,
    // The hosts are known to be Microsoft's; asking the public cloud about the others would only cost a request.
    disableInstanceDiscovery: true,
    userAgentOptions: { userAgentPrefix: userAgent },
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [{ position: 'perRetry' as const, policy }],
  };
  return { options, seen: () => seen };
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
