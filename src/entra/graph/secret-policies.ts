import * as v from 'valibot';
import { endOfLifetime, parseLifetime, type Lifetime } from '../../shared/duration.ts';
import { moment } from './application.ts';

/**
 * What the policy that applies to an application says about client secrets. Source: Microsoft Graph, "Microsoft Entra application
 * management policies API overview" and "passwordCredentialConfiguration resource type".
 */
export interface SecretPolicy {
  /** The restriction that forbids new secrets; undefined when they are allowed. */
  readonly prohibition: PolicySource | undefined;
  /** The restriction with the shortest lifetime; undefined when the lifetime is not limited. */
  readonly limit: LifetimeLimit | undefined;
}

/** Where a restriction comes from. */
export interface PolicySource {
  /** The name of the policy that is assigned to the application; undefined for the policy of the tenant. */
  readonly assigned: string | undefined;
  /** It applies only to applications that were registered since this time; undefined when it applies to all. */
  readonly since: Date | undefined;
}

interface LifetimeLimit extends PolicySource {
  readonly maxLifetime: Lifetime;
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
      displayName: v.nullish(v.string(), ''),
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
  const readSource = ({ restrictForAppsCreatedAfterDateTime }: Restriction): PolicySource => ({
    assigned: assigned?.displayName,
    since: restrictForAppsCreatedAfterDateTime ?? undefined,
  });
  const prohibition = applicable.find(({ restrictionType }) => restrictionType === 'passwordAddition');
  const limits = applicable
    .filter(({ restrictionType }) => restrictionType === 'passwordLifetime')
    .flatMap((one) => (one.maxLifetime ? [{ ...readSource(one), maxLifetime: one.maxLifetime }] : []));
  return { prohibition: prohibition && readSource(prohibition), limit: findShortest(limits) };
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

function findShortest(limits: readonly LifetimeLimit[]): LifetimeLimit | undefined {
  const end = ({ maxLifetime }: LifetimeLimit): number => Number(endOfLifetime(maxLifetime, new Date(0)));
  return limits.toSorted((a, b) => end(a) - end(b))[0];
}
