import * as v from 'valibot';
import { endOfLifetime, parseLifetime, type Lifetime } from '../../shared/duration.ts';
import { moment } from './application.ts';

/**
 * Whether the policy that applies to an application allows client secrets. Source: Microsoft Graph, "Microsoft Entra application
 * management policies API overview" and "passwordCredentialConfiguration resource type".
 */
export interface SecretPolicy {
  readonly allowsSecrets: boolean;
  /** The longest lifetime of a new secret; undefined when the policy does not limit it. */
  readonly maxLifetime: Lifetime | undefined;
}

const lifetime = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return parseLifetime(dataset.value);
    } catch {
      addIssue();
      return NEVER;
    }
  }),
);

const restriction = v.object({
  restrictionType: v.string(),
  state: v.nullish(v.string(), 'enabled'),
  maxLifetime: v.nullish(lifetime),
  restrictForAppsCreatedAfterDateTime: v.nullish(moment),
  excludeActors: v.nullish(v.unknown()),
});
type Restriction = v.InferOutput<typeof restriction>;

/** Restrictions of other types, and of a later form, are left out. */
const restrictions = v.pipe(
  v.nullish(v.array(v.fallback(v.nullable(restriction), null)), []),
  v.transform((all) => all.filter((one) => one !== null)),
);

/** The policy of the tenant, for all applications. */
export const tenantPolicy = v.object({
  isEnabled: v.boolean(),
  applicationRestrictions: v.nullish(v.object({ passwordCredentials: restrictions })),
});

/** The policy that was assigned to an application: one at most. */
export const applicationPolicies = v.object({
  value: v.array(
    v.object({
      isEnabled: v.boolean(),
      restrictions: v.nullish(v.object({ passwordCredentials: restrictions })),
    }),
  ),
});

/**
 * Finds the policy that applies to an application. One that was assigned to it replaces the policy of the tenant as a whole: the
 * application inherits no restriction.
 *
 * @param createdDateTime when the application was registered: a restriction can apply to later ones only
 */
export function combinePolicies(
  tenant: v.InferOutput<typeof tenantPolicy>,
  { value: [assigned] }: v.InferOutput<typeof applicationPolicies>,
  createdDateTime: Date,
): SecretPolicy {
  const { isEnabled, rules } =
    assigned === undefined
      ? { isEnabled: tenant.isEnabled, rules: tenant.applicationRestrictions }
      : { isEnabled: assigned.isEnabled, rules: assigned.restrictions };
  const all = isEnabled ? (rules?.passwordCredentials ?? []) : [];
  const applicable = all.filter((one) => isInForce(one, createdDateTime));
  const lifetimes = applicable
    .filter(({ restrictionType }) => restrictionType === 'passwordLifetime')
    .flatMap(({ maxLifetime }) => maxLifetime ?? []);
  return {
    allowsSecrets: applicable.every(({ restrictionType }) => restrictionType !== 'passwordAddition'),
    maxLifetime: findShortest(lifetimes),
  };
}

/** A restriction with exceptions for some callers does not count: the action cannot tell whether it is one of them. */
function isInForce(
  { state, excludeActors, restrictForAppsCreatedAfterDateTime: after }: Restriction,
  createdDateTime: Date,
): boolean {
  if (state === 'disabled' || !isNullish(excludeActors)) return false;
  return isNullish(after) || createdDateTime >= after;
}

function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function findShortest(lifetimes: readonly Lifetime[]): Lifetime | undefined {
  const start = new Date(0);
  return lifetimes.toSorted((a, b) => Number(endOfLifetime(a, start)) - Number(endOfLifetime(b, start)))[0];
}
