import type { JSONWebKeySet } from 'jose';

/** An issuer of ID tokens outside the sandbox: GitHub itself, when the sandbox runs in a job on GitHub. */
export interface ExternalIssuer {
  /** The claim `iss` of its tokens. */
  readonly url: string;
  /** Its public keys, as its JWKS endpoint shows them. */
  readonly keys: JSONWebKeySet;
  /** Where the job requests its ID token. The proxy lets connections to this host through. */
  readonly requestUrl: string;
  /** The subject that the workload identity trusts. */
  readonly subject: string;
}

/** The host and port of an HTTPS URL, as a client names them in a CONNECT request. */
export function addressOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || '443'}`;
}
