import { UTCDate } from '@date-fns/utc';
import { add } from 'date-fns';
import { parse } from 'tinyduration';
import type { Application } from './application.ts';
import type { PasswordCredential } from './passwords.ts';

/** What an app management policy says about client secrets. https://learn.microsoft.com/graph/api/resources/passwordcredentialconfiguration */
export interface PasswordRestriction {
  readonly restrictionType: 'passwordAddition' | 'passwordLifetime' | 'customPasswordAddition';
  /** Default: enabled. */
  readonly state?: 'enabled' | 'disabled';
  /** An ISO 8601 duration. */
  readonly maxLifetime?: string;
  /** Applications that were created before are free of it. Default: none is. */
  readonly restrictForAppsCreatedAfterDateTime?: string;
}

export interface AppManagementPolicy {
  /** Default: enabled if it restricts anything. */
  readonly isEnabled?: boolean;
  readonly restrictions: readonly PasswordRestriction[];
}

/** The two restrictions of the tenant's default policy that most tests need. */
interface Shortcuts {
  readonly maxLifetimeDays: number;
  readonly passwordsAllowed: boolean;
}

/** The app management policies of a tenant. https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy */
export class AppManagement {
  /** What the tenant's default policy says beside the shortcuts. */
  tenantDefault: AppManagementPolicy = { restrictions: [] };
  /** By object ID. An application with a policy of its own does not inherit the default one. */
  readonly assigned = new Map<string, AppManagementPolicy>();
  readonly #shortcuts: () => Shortcuts;

  constructor(shortcuts: () => Shortcuts) {
    this.#shortcuts = shortcuts;
  }

  /** The whole default policy. */
  get defaultPolicy(): Required<AppManagementPolicy> {
    const { maxLifetimeDays, passwordsAllowed } = this.#shortcuts();
    const restrictions: readonly PasswordRestriction[] = [
      ...(passwordsAllowed ? [] : [{ restrictionType: 'passwordAddition' as const }]),
      ...(maxLifetimeDays === Infinity
        ? []
        : [{ restrictionType: 'passwordLifetime' as const, maxLifetime: `P${maxLifetimeDays}D` }]),
      ...this.tenantDefault.restrictions,
    ];
    return { restrictions, isEnabled: isEnabled({ ...this.tenantDefault, restrictions }) };
  }

  /** Whether an application may have client secrets added. */
  allowsPasswords(application: Application): boolean {
    return !this.#inForce(application).some(({ restrictionType }) => restrictionType === 'passwordAddition');
  }

  allowsLifetime(application: Application, { startDateTime, endDateTime }: PasswordCredential): boolean {
    return this.#inForce(application).every(
      ({ restrictionType, maxLifetime }) =>
        restrictionType !== 'passwordLifetime' ||
        maxLifetime === undefined ||
        new Date(endDateTime) <= add(new UTCDate(startDateTime), parse(maxLifetime)),
    );
  }

  #inForce({ objectId, createdDateTime }: Application): readonly PasswordRestriction[] {
    const policy = this.assigned.get(objectId) ?? this.defaultPolicy;
    if (!isEnabled(policy)) return [];
    return policy.restrictions.filter(
      ({ state = 'enabled', restrictForAppsCreatedAfterDateTime: since }) =>
        state === 'enabled' && (since === undefined || Date.parse(createdDateTime) >= Date.parse(since)),
    );
  }
}

export function isEnabled(policy: AppManagementPolicy): boolean {
  return policy.isEnabled ?? policy.restrictions.length > 0;
}
