import { Passwords } from './passwords.ts';

/** Whose tokens an application trusts as its own login. Matching is exact, and case-sensitive. */
export interface FederatedCredential {
  issuer: string;
  subject: string;
  audience: string;
}

export type SignInAudience =
  'AzureADMyOrg' | 'AzureADMultipleOrgs' | 'AzureADandPersonalMicrosoftAccount' | 'PersonalMicrosoftAccount';

/** An app registration, together with its service principal in the tenant. */
export class Application {
  readonly objectId: string;
  readonly appId: string;
  readonly displayName: string;
  readonly signInAudience: SignInAudience;
  readonly createdDateTime: string;
  /** Object ID of the service principal; without one nobody logs in. */
  readonly servicePrincipalId: string | undefined;
  /** Object IDs of the service principals that own the app registration. */
  readonly owners = new Set<string>();
  readonly passwords = new Passwords();
  federatedCredentials: FederatedCredential[] = [];
  /** Microsoft Graph application permissions with admin consent. */
  roles: string[] = [];
  /** Template IDs of the directory roles that its service principal has. */
  directoryRoles: string[] = [];
  disabled = false;
  /** Until then Graph does not know it as a caller, because its service principal or consent is new. In milliseconds since 1970. */
  unknownCallerUntil = 0;
  /** Until then the replicas of Graph that take writes do not know it, because it is new. In milliseconds since 1970. */
  unknownToWritersUntil = 0;
  /** A Conditional Access policy for workload identities refuses its logins (AADSTS53003). */
  blockedByConditionalAccess = false;

  constructor(given: {
    objectId: string;
    appId: string;
    displayName: string;
    signInAudience: SignInAudience;
    createdDateTime: string;
    servicePrincipalId: string | undefined;
  }) {
    this.objectId = given.objectId;
    this.appId = given.appId;
    this.displayName = given.displayName;
    this.signInAudience = given.signInAudience;
    this.createdDateTime = given.createdDateTime;
    this.servicePrincipalId = given.servicePrincipalId;
  }
}
