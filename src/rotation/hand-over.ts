import type { DestinationSpec } from '../destinations/spec.ts';
import { readGraphTime } from '../entra/plan-time.ts';
import type { HandOverResult } from '../hand-over/hand-over.ts';
import type { HandOverSecret } from '../hand-over/issue-text.ts';
import type { ValuePlace } from '../hand-over/value-place.ts';
import { minTimeForWrite } from '../http/time-budget.ts';
import type { CompromisedRemoval } from '../plan/compromised.ts';
import type { ManagedSecret } from '../plan/credentials.ts';
import { findCompromisedDeadline, findHandOverDeadline } from '../plan/hand-over.ts';
import { formatLineage } from '../plan/lineage.ts';
import { findManagedSecrets } from '../plan/plan.ts';
import type { RotationContext } from './context.ts';

/**
 * Asks a person to put the current secret into Exalate, unless an earlier run has asked.
 *
 * @param compromised what became of the compromised secrets, if there were any
 * @returns undefined without `hand-over-issue`. It never throws: the secret is stored, whatever happens here
 */
export async function handOverSecret(
  secret: ManagedSecret,
  context: RotationContext,
  compromised?: CompromisedRemoval,
): Promise<HandOverResult | undefined> {
  if (context.loadHandOver === undefined) return undefined;
  context.budget.ensureRemaining(minTimeForWrite);
  const handOver = describeHandOver(secret, context);
  const deadline = compromised && findCompromisedDeadline(compromised, readGraphTime(context));
  return (await context.loadHandOver()).complete(
    deadline === undefined ? handOver : { ...handOver, deadline },
  );
}

/** Whether a run that adds nothing would open an issue. */
export async function opensIssue(current: ManagedSecret, context: RotationContext): Promise<boolean> {
  if (context.loadHandOver === undefined) return false;
  return (await context.loadHandOver()).isDue(describeHandOver(current, context));
}

/** Closes the issues after a person has confirmed that Exalate uses the secret. */
export async function closeIssues(
  current: ManagedSecret,
  context: RotationContext,
): Promise<HandOverResult | undefined> {
  if (context.loadHandOver === undefined) return undefined;
  const { actor = 'an unknown person', id, attempt } = context.inputs.run;
  context.budget.ensureRemaining(minTimeForWrite);
  const handOver = await context.loadHandOver();
  return handOver.acknowledge(describeHandOver(current, context), { actor, run: { id, attempt } });
}

function describeHandOver(secret: ManagedSecret, context: RotationContext): HandOverSecret {
  const { application, destinations, inputs, policy, provenance } = context;
  const { applicationId, displayName, passwordCredentials } = application;
  const managed = findManagedSecrets(provenance, policy, passwordCredentials);
  return {
    subject: {
      tenantId: inputs.tenantId,
      applicationId,
      lineage: formatLineage(provenance),
      keyId: secret.keyId,
    },
    applicationName: displayName,
    secret,
    olderKeyIds: managed.own
      .filter(({ startDateTime }) => startDateTime < secret.startDateTime)
      .map(({ keyId }) => keyId),
    deadline: findHandOverDeadline(secret, managed, passwordCredentials),
    places: destinations.map(({ label, url }, index) => toValuePlace(inputs.destinations[index], label, url)),
  };
}

/** @param url the page that shows the destination */
function toValuePlace(spec: DestinationSpec | undefined, label: string, url = ''): ValuePlace {
  switch (spec?.kind) {
    case 'key-vault-secret':
      return { kind: spec.kind, vault: spec.vault, name: spec.name, url };
    case 'encrypted-file':
      return { kind: spec.kind, path: spec.path };
    case 'step-output':
      return { kind: spec.kind };
    default:
      return { kind: 'unreadable', label };
  }
}
