import { Passwords } from './passwords.ts';

/** Whose tokens an application trusts as its own login. Matching is exact, and case-sensitive. */
export interface FederatedCredential {
  issuer: string;
  subject: string;
  audience: string;
  description?: string | null;
  /** Unique in the application. Default: the ID. */
  name?: string;
  /** Default: one that follows from what it trusts. */
  id?: string;
  /** In milliseconds since 1970. Default: always. */
  addedAt?: number;
}

/** A service principal: what an application is in a tenant. */
export interface ServicePrincipal {
  readonly id: string;
  /** In milliseconds since 1970. */
  readonly addedAt: number;
  /** Object IDs of those who own it, apart from the owners of the app registration. Default: nobody. */
  readonly owners?: ReadonlySet<string>;
  /** Key IDs of client secrets that it has, apart from those of the app registration. Default: none. */
  readonly passwordIds?: readonly string[];
}

export type SignInAudience =
  'AzureADMyOrg' | 'AzureADMultipleOrgs' | 'AzureADandPersonalMicrosoftAccount' | 'PersonalMicrosoftAccount';

/** An app registration, together with its service principal in the tenant. */
export class Application {
  readonly objectId: string;
  readonly appId: string;
  displayName: string;
  signInAudience: SignInAudience;
  readonly createdDateTime: string;
  /** When it was registered through Graph, in milliseconds since 1970; replicas reckon from then. */
  readonly registeredAt: number;
  /** What else Graph was told about it. */
  details: Readonly<Record<string, unknown>> = {};
  /** Without one nobody logs in. */
  servicePrincipal: ServicePrincipal | undefined;
  /** Object IDs of the service principals and users that own the app registration. */
  readonly owners = new Set<string>();
  /** Object IDs of those who have a custom role that changes credentials, at the scope of this app registration. */
  readonly credentialManagers = new Set<string>();
  readonly passwords = new Passwords();
  federatedCredentials: FederatedCredential[] = [];
  /** Microsoft Graph application permissions with admin consent. */
  roles: string[] = [];
  /** When Graph was told to grant a permission, in milliseconds since 1970. */
  readonly rolesGrantedAt = new Map<string, number>();
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
    registeredAt: number;
    servicePrincipalId: string | undefined;
  }) {
    this.objectId = given.objectId;
    this.appId = given.appId;
    this.displayName = given.displayName;
    this.signInAudience = given.signInAudience;
    this.createdDateTime = given.createdDateTime;
    this.registeredAt = given.registeredAt;
    this.servicePrincipal =
      given.servicePrincipalId === undefined
        ? undefined
        : { id: given.servicePrincipalId, addedAt: given.registeredAt };
  }

  /** Object ID of the service principal. */
  get servicePrincipalId(): string | undefined {
    return this.servicePrincipal?.id;
  }
}
