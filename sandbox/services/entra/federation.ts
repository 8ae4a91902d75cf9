import type { JWTPayload } from 'jose';
import type { TokenVerifier } from '../../network/tokens.ts';
import type { Application, FederatedCredential } from './application.ts';
import { LoginRefused } from './refusals.ts';
import type { Tenant } from './tenant.ts';

/**
 * Whether an application's federated credentials let this token in: signed by its issuer, within its time, and equal
 * to one credential in issuer, subject and audience.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 *
 * @param delay how many milliseconds the replica is behind
 */
export async function checkAssertion(
  application: Application,
  assertion: string,
  authority: TokenVerifier,
  tenant: Tenant,
  delay: number,
): Promise<void> {
  const { policies } = tenant;
  if (!policies.issuerReachable) {
    throw new LoginRefused(501661, 'Request to External OIDC endpoint failed.');
  }
  const claims = await authority.verify(assertion);
  if (!claims) {
    throw new LoginRefused(700027, 'Client assertion failed signature validation.');
  }
  const known = application.federatedCredentials.filter(
    ({ addedAt = -Infinity }) => addedAt + delay <= tenant.now(),
  );
  if (known.length === 0) {
    throw new LoginRefused(
      70025,
      `The client '${application.appId}'(${application.displayName}) has no configured federated identity credentials.`,
    );
  }
  checkEnterprise(claims, policies.enterprises);
  matchCredential(known, claims, policies.olderFederationErrors);
  const seconds = tenant.now() / 1000;
  const clockSkew = 300;
  if ((claims.exp ?? 0) + clockSkew < seconds || (claims.nbf ?? 0) - clockSkew > seconds) {
    throw new LoginRefused(700024, 'Client assertion is not within its valid time range.');
  }
}

function checkEnterprise({ iss, enterprise }: JWTPayload, accepted: readonly string[] | undefined): void {
  const actual = typeof enterprise === 'string' ? enterprise : '';
  if (accepted === undefined || accepted.includes(actual)) return;
  const values = accepted.map((each) => `'${each}'`).join(' or ');
  throw new LoginRefused(
    7002381,
    `Federated identity credentials issued by '${String(iss)}/' for applications or managed identities registered in this tenant must contain the enterprise claim with value ${values} but actual value is '${actual}'.`,
  );
}

function matchCredential(
  credentials: readonly FederatedCredential[],
  claims: JWTPayload,
  olderErrors: boolean,
): void {
  const issuer = claims.iss ?? '';
  const subject = claims.sub ?? '';
  const audience = String(claims.aud);
  const sameIssuer = credentials.filter((each) => each.issuer === issuer);
  const sameSubject = sameIssuer.filter((each) => each.subject === subject);
  if (sameSubject.some((each) => each.audience === audience)) return;
  if (olderErrors) {
    throw new LoginRefused(
      70021,
      `No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: '${subject}'. Assertion Audience: '${audience}'.`,
    );
  }
  const found = 'No matching federated identity record found for presented assertion';
  const advice =
    'Please check your federated identity credential Subject, Audience and Issuer against the presented assertion.';
  if (sameIssuer.length === 0) throw new LoginRefused(700211, `${found} issuer '${issuer}'. ${advice}`);
  if (sameSubject.length > 0) throw new LoginRefused(700212, `${found} audience '${audience}'. ${advice}`);
  if (sameIssuer.some((each) => each.subject.toLowerCase() === subject.toLowerCase())) {
    throw new LoginRefused(
      7002138,
      `${found} subject '${subject}'. Please note that the matching is done using a case-sensitive comparison. ${advice}`,
    );
  }
  throw new LoginRefused(700213, `${found} subject '${subject}'. ${advice}`);
}
