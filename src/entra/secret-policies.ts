import * as v from 'valibot';
import { endOfLifetime, parseLifetime, type Lifetime } from '../shared/duration.ts';

/**
 * Whether policies of the tenant allow client secrets on an application. Source: Microsoft Graph, "appManagementConfiguration
 * resource type" and "passwordCredentialConfiguration resource type".
 */
export interface SecretPolicy {
  readonly allowsSecrets: boolean;
  /** The longest lifetime of a new secret; undefined when the policies do not limit it. */
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
  restrictForAppsCreatedAfterDateTime: v.nullish(
    v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.transform((text) => new Date(text)),
    ),
  ),
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

/** The policies of one application, which replace restrictions of the same type. */
export const applicationPolicies = v.object({
  value: v.array(
    v.object({
      isEnabled: v.boolean(),
      restrictions: v.nullish(v.object({ passwordCredentials: restrictions })),
    }),
  ),
});

/**
 * Combines the policies that apply to an application.
 *
 * @param createdDateTime when the application was registered: a restriction can apply to later ones only. Undefined when that is not
 *   known; then such a restriction does not count
 */
export function combinePolicies(
  tenant: v.InferOutput<typeof tenantPolicy>,
  ofApplication: v.InferOutput<typeof applicationPolicies>,
  createdDateTime: Date | undefined,
): SecretPolicy {
  const overrides = ofApplication.value
    .filter(({ isEnabled }) => isEnabled)
    .flatMap((policy) => policy.restrictions?.passwordCredentials ?? []);
  const overridden = new Set(overrides.map(({ restrictionType }) => restrictionType));
  const general = tenant.isEnabled ? (tenant.applicationRestrictions?.passwordCredentials ?? []) : [];
  const applicable = [
    ...general.filter(({ restrictionType }) => !overridden.has(restrictionType)),
    ...overrides,
  ].filter((one) => one.state !== 'disabled' && appliesTo(one, createdDateTime));
  const lifetimes = applicable
    .filter(({ restrictionType }) => restrictionType === 'passwordLifetime')
    .flatMap(({ maxLifetime }) => maxLifetime ?? []);
  return {
    allowsSecrets: applicable.every(({ restrictionType }) => restrictionType !== 'passwordAddition'),
    maxLifetime: findShortest(lifetimes),
  };
}

function appliesTo(
  { restrictForAppsCreatedAfterDateTime: after }: Restriction,
  createdDateTime: Date | undefined,
): boolean {
  if (after === null || after === undefined) return true;
  return createdDateTime !== undefined && createdDateTime > after;
}

function findShortest(lifetimes: readonly Lifetime[]): Lifetime | undefined {
  const start = new Date(0);
  return lifetimes.toSorted((a, b) => Number(endOfLifetime(a, start)) - Number(endOfLifetime(b, start)))[0];
}
