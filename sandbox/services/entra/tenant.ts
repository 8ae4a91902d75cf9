import { randomUUID } from 'node:crypto';
import { makeTokenAuthority } from '../../network/tokens.ts';
import type { TokenAuthority } from '../../network/tokens.ts';
import { AppManagement } from './app-management.ts';
import { SignIns } from './sign-ins.ts';
import { Application } from './application.ts';
import type { SignInAudience } from './application.ts';
import { clouds } from './clouds.ts';
import type { Cloud, CloudName } from './clouds.ts';
import type { Person } from './people.ts';
import { makePassword } from './passwords.ts';
import type { NewPassword, PasswordCredential } from './passwords.ts';
import { Subscription } from './subscription.ts';
import { LoginRefused } from './refusals.ts';
import type { RefusalCode } from './refusals.ts';

/** What the tenant's administrators, or Microsoft, limit. All of it may be changed at any time. */
export interface Policies {
  /** App management policy: the longest lifetime of a client secret. */
  maxLifetimeDays: number;
  /** App management policy: whether client secrets may be added at all. */
  passwordsAllowed: boolean;
  /** The real limit is not published. */
  maxDisplayNameLength: number;
  maxCredentials: number;
  /** A write this many milliseconds after another one to the same application is refused with 409. */
  writeWindow: number;
  /** How many milliseconds a link to the next page of a list is valid. */
  pageTokenLifetime: number;
  /** Access tokens are not JSON Web Tokens, so that clients cannot read them. */
  opaqueTokens: boolean;
  /** The tenant is throttled: AADSTS90055. */
  loginsThrottled: boolean;
  /** Resources that are disabled here: AADSTS500014. */
  disabledResources: string[];
  /** The values of GitHub's `enterprise` claim that the tenant accepts: AADSTS7002381. All if there is no such list. */
  enterprises: string[] | undefined;
  /** Whether Entra can download the keys of GitHub: AADSTS501661. */
  issuerReachable: boolean;
  /** A proxy on the way adds a header that allows other tenants only: AADSTS5000211. */
  restrictedByProxy: boolean;
  /** Answer AADSTS70021, the older form, where no federated credential matches. */
  olderFederationErrors: boolean;
}

/** How many milliseconds each replica is behind: one number for each replica. */
export interface Propagation {
  login: number[];
  read: number[];
}

export interface NewApplication {
  readonly displayName: string;
  readonly signInAudience?: SignInAudience;
  /** Whether the workload identity is an owner. Default: true. */
  readonly owned?: boolean;
  /** Whether the application has a service principal. Default: true. */
  readonly servicePrincipal?: boolean;
  /** Client secrets that it already has, known to all replicas. */
  readonly credentials?: readonly NewPassword[];
  /** When it was registered, in milliseconds since 1970. Default: so long ago that all replicas know it. */
  readonly registeredAt?: number;
}

export class Tenant {
  readonly tenantId = '10000000-0000-4000-8000-000000000000';
  readonly cloud: Cloud;
  readonly tokens: TokenAuthority;
  /** The identity that the workflow logs in as. */
  readonly workload: Application;
  readonly applications: Application[] = [];
  /** Those that were deleted, and can be restored for 30 days. */
  readonly deletedApplications: Application[] = [];
  readonly people: Person[] = [];
  /** Directory roles that the tenant has defined itself. `transitiveMemberOf` does not list them. */
  readonly customRoles: { readonly id: string; readonly displayName: string }[] = [];
  /** Every client secret and password that was ever made here. None of them may turn up in a log. */
  readonly mintedSecrets: string[] = [];
  /** The Azure subscription that the key vaults are in. */
  readonly subscription = new Subscription();
  readonly appManagement = new AppManagement(() => this.policies);
  readonly signIns = new SignIns();
  propagation: Propagation = { login: [0, 0, 0], read: [0, 0, 0] };
  /** The same for applications, service principals, permissions and federated credentials that are added through Graph. */
  replication: number[] = [0];
  readonly policies: Policies = {
    maxLifetimeDays: Infinity,
    passwordsAllowed: true,
    maxDisplayNameLength: Infinity,
    maxCredentials: 600,
    writeWindow: 0,
    pageTokenLifetime: Infinity,
    opaqueTokens: false,
    loginsThrottled: false,
    disabledResources: [],
    enterprises: undefined,
    issuerReachable: true,
    restrictedByProxy: false,
    olderFederationErrors: false,
  };
  /** Why logins were refused, in the order in which they came in. */
  readonly refusedLogins: LoginRefused[] = [];
  /** Errors that have nothing to do with the login: the next logins fail with them, in turn. */
  readonly loginErrors: LoginRefused[] = [];
  readonly now: () => number;
  /** Resources refuse tokens that are valid from an earlier time, in seconds since 1970. */
  #tokensValidFrom = 0;
  #logins = 0;
  #reads = 0;
  #requests = 0;
  #registered = 0;

  constructor(cloud: Cloud, tokens: TokenAuthority, now: () => number) {
    this.cloud = cloud;
    this.tokens = tokens;
    this.now = now;
    this.workload = this.addApplication({ displayName: 'exalate-rotation', owned: false });
    this.workload.roles = ['Application.ReadWrite.OwnedBy'];
  }

  addApplication(requested: NewApplication): Application {
    // Readable IDs: 2… is the first application, 3… the second; …1 its application ID, …2 its object ID.
    const number = 2 + this.#registered++;
    const prefix = number < 10 ? `${number}0000000` : (0xa0000000 + number).toString(16);
    const id = (last: number): string => `${prefix}-0000-4000-8000-00000000000${last}`;
    const application = new Application({
      appId: id(1),
      objectId: id(2),
      displayName: requested.displayName,
      signInAudience: requested.signInAudience ?? 'AzureADMyOrg',
      createdDateTime: new Date(this.now()).toISOString(),
      registeredAt: requested.registeredAt ?? -Infinity,
      servicePrincipalId: requested.servicePrincipal === false ? undefined : id(3),
    });
    if (requested.owned !== false && this.workload.servicePrincipalId !== undefined) {
      application.owners.add(this.workload.servicePrincipalId);
    }
    for (const credential of requested.credentials ?? []) {
      this.keep(application, makePassword(credential, this.now()), -Infinity);
    }
    this.applications.push(application);
    return application;
  }

  /**
   * An administrator's own identity, with a client secret, which may set up everything that the action needs. It is not
   * there from the start.
   */
  addAdministrator(): { readonly appId: string; readonly secret: string } {
    const administrator = this.addApplication({ displayName: 'Administrator', owned: false });
    administrator.roles = [
      'Application.ReadWrite.All',
      'AppRoleAssignment.ReadWrite.All',
      'Directory.Read.All',
    ];
    const password = makePassword({ displayName: 'Sandbox' }, this.now());
    this.keep(administrator, password, -Infinity);
    return { appId: administrator.appId, secret: password.secretText };
  }

  /** A person who administers the tenant: Global Administrator, as long as nobody changes that. */
  addPerson(name: string): Person {
    const person: Person = {
      id: randomUUID(),
      displayName: name,
      userPrincipalName: `${name.toLowerCase()}@sandbox.onmicrosoft.com`,
      password: makePassword({}, this.now()).secretText,
      directoryRoles: ['62e90394-69f5-4237-9190-012177145e10'],
    };
    this.people.push(person);
    this.mintedSecrets.push(person.password);
    return person;
  }

  /** Deletes an application together with its service principal. It can be restored. */
  deleteApplication(application: Application): void {
    this.applications.splice(this.applications.indexOf(application), 1);
    this.deletedApplications.push(application);
  }

  /** Makes the next logins fail, whatever they are. */
  failLogins(code: RefusalCode, message: string, times = 1): void {
    for (let count = 0; count < times; count += 1) this.loginErrors.push(new LoginRefused(code, message));
  }

  /** From now on resources refuse every token that was issued so far, and ask for a login with `claims`. */
  revokeTokens(): void {
    this.#tokensValidFrom = Math.max(Math.floor(this.now() / 1000), this.#tokensValidFrom + 1);
  }

  /**
   * The claims that a resource asks for when it refuses a revoked token; undefined when the token is not revoked.
   * https://learn.microsoft.com/entra/identity-platform/claims-challenge
   *
   * @param notBefore the `nbf` of the token
   */
  claimsFor(notBefore: number): string | undefined {
    if (notBefore >= this.#tokensValidFrom) return undefined;
    return JSON.stringify({
      access_token: { nbf: { essential: true, value: String(this.#tokensValidFrom) } },
    });
  }

  /** By display name, application ID or object ID. */
  application(id: string): Application {
    const found = this.applications.find((each) =>
      [each.displayName, each.appId, each.objectId].includes(id),
    );
    if (!found) throw new Error(`The sandbox's tenant has no application ${id}.`);
    return found;
  }

  /** The client secrets that an application really has, whatever the replicas say. */
  secretsOf(id: string): PasswordCredential[] {
    return this.application(id).passwords.seen(this.now());
  }

  /** Adds a client secret, without asking anybody. Replicas reckon from the time that it was added at. */
  keep(application: Application, credential: PasswordCredential, addedAt = this.now()): void {
    application.passwords.add(credential, addedAt);
    this.mintedSecrets.push(credential.secretText);
  }

  /** What the replica sees whose turn it is to answer a login. */
  passwordsForLogin(application: Application): PasswordCredential[] {
    return application.passwords.seen(this.now(), turn(this.propagation.login, this.#logins++));
  }

  /** How far the replica is behind with new objects whose turn it is to answer. */
  nextReplicationDelay(): number {
    return turn(this.replication, this.#requests++);
  }

  /** What the replica sees whose turn it is to answer a request to Graph. */
  nextReadDelay(): number {
    return turn(this.propagation.read, this.#reads++);
  }
}

function turn(delays: readonly number[], count: number): number {
  return delays[count % delays.length] ?? 0;
}

export async function makeTenant(cloud: CloudName, now: () => number): Promise<Tenant> {
  return new Tenant(clouds[cloud], await makeTokenAuthority(), now);
}
