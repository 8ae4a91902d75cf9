import { randomBytes } from 'node:crypto';

/** What an access policy may grant on secrets; the roles of Azure RBAC grant the same, under longer names. */
export type Permission = (typeof permissions)[number];
export const permissions = ['get', 'list', 'set', 'delete', 'recover', 'purge'] as const;

/** What somebody may do, by object ID. */
interface AccessPolicy {
  readonly objectId: string;
  readonly permissions: readonly Permission[];
}

interface RoleAssignment extends AccessPolicy {
  /** The ID of the role's definition. */
  readonly role: string;
  /** The one secret that it is for, in small letters; undefined for the whole vault. */
  readonly secret: string | undefined;
}

export interface SecretContent extends SecretChange {
  readonly value: string;
}

/** What can be changed of a version that is there: never its value. What is left out stays as it is. */
export interface SecretChange {
  readonly contentType?: string | null | undefined;
  readonly tags?: Readonly<Record<string, string>> | null | undefined;
  readonly attributes?: Attributes | null | undefined;
}

/** Dates are in seconds since 1970. They are for information: a secret outside them can be read all the same. */
interface Attributes {
  readonly enabled?: boolean | null | undefined;
  readonly nbf?: number | null | undefined;
  readonly exp?: number | null | undefined;
}

export interface SecretVersion {
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly value: string;
  readonly contentType: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly enabled: boolean;
  readonly notBefore: number | undefined;
  readonly expires: number | undefined;
  /** In seconds since 1970, like `updated`. */
  readonly created: number;
  readonly updated: number;
}

/** A secret's versions, oldest first. There is at least one. */
export interface Secret {
  readonly name: string;
  readonly versions: readonly [SecretVersion, ...SecretVersion[]];
}

export interface DeletedSecret extends Secret {
  /** In milliseconds since 1970. */
  readonly deletedAt: number;
}

/** One vault. Everything in it may be changed at any time; names of secrets know no case. */
export class KeyVault {
  readonly name: string;
  readonly host: string;
  /** By name, in small letters. */
  readonly secrets = new Map<string, Secret>();
  /** Those whose name cannot be used before they are recovered or purged. */
  readonly deleted = new Map<string, DeletedSecret>();
  /** What each application may do, by its application ID. */
  readonly roles = new Map<string, readonly Permission[]>();
  /** What was granted through Azure Resource Manager. Only those of the vault's permission model count. */
  readonly roleAssignments: RoleAssignment[] = [];
  accessPolicies: readonly AccessPolicy[] = [];
  /** Whether `roles` stands for role assignments or for access policies: refusals differ. */
  permissionModel: 'rbac' | 'access-policy' = 'rbac';
  /** The inner code of what the access policies refuse: it differs from vault to vault. */
  accessPolicyCode: 'AccessDenied' | 'ForbiddenByPolicy' | undefined = 'ForbiddenByPolicy';
  /** What keeps the caller's network out; undefined when nothing does. */
  closedTo: 'ForbiddenByFirewall' | 'ForbiddenByConnection' | 'ForbiddenByNsp' | undefined;
  /** The tenant whose tokens the vault accepts, where it is not the tenant of the sandbox. */
  otherTenantId: string | undefined;
  /** Names of certificates, in small letters. Each has a secret that only the vault writes. */
  readonly certificates = new Set<string>();
  /** Requests are throttled until this time, in milliseconds since 1970. */
  throttledUntil = 0;
  /** The Retry-After of a throttled request, in seconds; undefined when there is none. */
  retryAfter: number | undefined;
  /** How many milliseconds it takes until a deleted secret has arrived among the deleted ones. */
  deletionTakes = 0;
  /** How many milliseconds after a recovery the secret can be read, but not written. */
  recoveryTakes = 0;
  /** When a secret was recovered, by its name in small letters. */
  readonly #recoveredAt = new Map<string, number>();

  constructor(name: string, host: string) {
    this.name = name;
    this.host = host;
  }

  /** Whether a role assignment or an access policy allows something. */
  isGranted(objectId: string, permission: Permission, secret: string): boolean {
    const granted =
      this.permissionModel === 'access-policy'
        ? this.accessPolicies
        : this.roleAssignments.filter(
            (each) => (each.secret ?? secret.toLowerCase()) === secret.toLowerCase(),
          );
    return granted.some((each) => each.objectId === objectId && each.permissions.includes(permission));
  }

  /** The newest version of a secret. */
  secret(name: string): SecretVersion | undefined {
    return this.secrets.get(name.toLowerCase())?.versions.at(-1);
  }

  /** All versions of a secret, oldest first. */
  versions(name: string): readonly SecretVersion[] {
    return this.secrets.get(name.toLowerCase())?.versions ?? [];
  }

  /** Adds a version, without asking anybody. */
  set(name: string, content: SecretContent, now: number): SecretVersion {
    const { contentType, tags, attributes } = content;
    const added: SecretVersion = {
      version: randomBytes(16).toString('hex'),
      value: content.value,
      contentType: contentType ?? undefined,
      tags: tags ?? undefined,
      enabled: attributes?.enabled ?? true,
      notBefore: attributes?.nbf ?? undefined,
      expires: attributes?.exp ?? undefined,
      created: Math.floor(now / 1000),
      updated: Math.floor(now / 1000),
    };
    const before = this.secrets.get(name.toLowerCase());
    this.secrets.set(name.toLowerCase(), {
      name: before?.name ?? name,
      versions: before ? [...before.versions, added] : [added],
    });
    return added;
  }

  /** Changes a version, such as by disabling it, without asking anybody; undefined if there is none. */
  update(name: string, version: string, change: SecretChange, now: number): SecretVersion | undefined {
    const secret = this.secrets.get(name.toLowerCase());
    const before = secret?.versions.find((each) => each.version === version);
    if (!secret || !before) return undefined;
    const { contentType, tags, attributes } = change;
    const after: SecretVersion = {
      ...before,
      contentType: contentType ?? before.contentType,
      tags: tags ?? before.tags,
      enabled: attributes?.enabled ?? before.enabled,
      notBefore: attributes?.nbf ?? before.notBefore,
      expires: attributes?.exp ?? before.expires,
      updated: Math.floor(now / 1000),
    };
    const [first, ...others] = secret.versions;
    const replaced = (each: SecretVersion): SecretVersion => (each === before ? after : each);
    this.secrets.set(name.toLowerCase(), {
      name: secret.name,
      versions: [replaced(first), ...others.map(replaced)],
    });
    return after;
  }

  /** Brings a deleted secret back as it was, with all its versions, without asking anybody. */
  recover(name: string, now: number): void {
    const deleted = this.deleted.get(name.toLowerCase());
    if (!deleted) throw new Error(`The vault ${this.name} has no deleted secret ${name}.`);
    this.deleted.delete(name.toLowerCase());
    this.secrets.set(name.toLowerCase(), { name: deleted.name, versions: deleted.versions });
    this.#recoveredAt.set(name.toLowerCase(), now);
  }

  /** Whether a recovery is not finished yet. */
  isRecovering(name: string, now: number): boolean {
    return now < (this.#recoveredAt.get(name.toLowerCase()) ?? -Infinity) + this.recoveryTakes;
  }

  /** Deletes a secret, without asking anybody; undefined if there is none. */
  delete(name: string, now: number): DeletedSecret | undefined {
    const secret = this.secrets.get(name.toLowerCase());
    if (!secret) return undefined;
    const deleted = { ...secret, deletedAt: now };
    this.secrets.delete(name.toLowerCase());
    this.deleted.set(name.toLowerCase(), deleted);
    return deleted;
  }

  /** Whether a deletion is not finished yet. */
  isDeleting(deleted: DeletedSecret, now: number): boolean {
    return now < deleted.deletedAt + this.deletionTakes;
  }
}
