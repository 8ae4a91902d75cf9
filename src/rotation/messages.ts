import type { PlanWarning } from '../plan/warnings.ts';
import type { PasswordCredential } from '../plan/credentials.ts';
import type { Acknowledged } from '../plan/acknowledgement.ts';
import { listRemovals, type Addition, type Keep } from '../plan/plan.ts';
import type { RenewalReason } from '../plan/renewal.ts';
import { findLastUse, type LastUses, type RetirableSecret } from '../plan/retirement.ts';
import type { ActionError } from '../shared/action-error.ts';
import { countNoun } from '../shared/count-noun.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/** Formats text that is not the action's own: in quotes for the log, or escaped for the job summary. */
type FormatText = (text: string) => string;

const quote: FormatText = (text) => `"${text}"`;

const unchanged: FormatText = (text) => text;

/** Describes a client secret in errors, logs and warnings, without its value. */
export function describeSecret(secret: PasswordCredential): string {
  return formatSecret(secret, quote);
}

/** Describes a client secret, and when it was last used, if that is known. */
export function describeSecretAndUse(secret: PasswordCredential, lastUses?: LastUses): string {
  const at = findLastUse(secret, lastUses);
  return at === undefined
    ? describeSecret(secret)
    : `${describeSecret(secret)}, last used ${formatTimestamp(at)}`;
}

function formatSecret(
  { displayName, keyId, endDateTime, unreadable }: PasswordCredential,
  formatText: FormatText,
): string {
  if (unreadable) return `${formatText(displayName)} (key ID ${keyId || 'unknown'}, dates unknown)`;
  const expiry = endDateTime === null ? 'never expires' : `expires ${formatTimestamp(endDateTime)}`;
  return `${formatText(displayName)} (key ID ${keyId}, ${expiry})`;
}

/**
 * Formats the plan as lines of the log.
 *
 * @param labels the labels of the destinations
 */
export function formatPlan(
  plan: Keep | Addition,
  labels: readonly string[],
  dryRun: boolean,
): readonly string[] {
  const retained = plan.retained.map(
    (secret) => `${formatRetirableSecret(secret)}. ${formatRemovalDate(secret)}`,
  );
  if (plan.kind === 'keep') {
    const { keyId, endDateTime } = plan.current;
    const validity =
      endDateTime === null
        ? 'never expires'
        : `is valid until ${formatTimestamp(endDateTime)}${plan.compromised.length > 0 ? '' : ', longer than `renew-within`'}`;
    const noRenewal = `The current secret (key ID ${keyId}) ${validity}, and no destination is known to lack it; no renewal needed.`;
    return [noRenewal, ...(dryRun ? formatRemovals(plan) : []), ...retained];
  }
  const reasons = plan.reasons
    .flatMap((reason) => formatReason(reason))
    .map((reason) => `A new secret is needed: ${reason}.`);
  if (!dryRun) return [...reasons, ...retained];
  const { displayName, endDateTime } = plan;
  return [
    ...reasons,
    `Dry run: would add "${displayName}", valid until ${formatTimestamp(endDateTime)}, and write it to:`,
    ...labels.map((label) => `  ${label}`),
    ...formatRemovals(plan),
    ...retained,
  ];
}

/** Formats what a dry run would remove as lines of the log. */
export function formatRemovals(plan: Keep | Addition | Acknowledged): readonly string[] {
  return listRemovals(plan).map((secret) => `Dry run: would remove ${formatRetirableSecret(secret)}.`);
}

/** Formats why a secret is added; empty when every run adds one. */
export function formatReason(reason: RenewalReason, formatText: FormatText = unchanged): readonly string[] {
  switch (reason.kind) {
    case 'always':
      return [];
    case 'first':
      return ['the application has no secret from this workflow yet'];
    case 'empty':
      return [`${formatText(reason.label)} has no value`];
    case 'disabled':
      return [`the newest version of ${formatText(reason.label)} is disabled`];
    case 'foreign':
      return [
        `${formatText(reason.label)} was last written at ${formatTimestamp(reason.at)} by another process, or the secret that it holds is no longer on the application`,
      ];
    case 'outdated':
      return [`${formatText(reason.label)} does not hold the newest secret`];
    case 'compromised':
      return [
        `${reason.keyIds.join(', ')} ${reason.keyIds.length === 1 ? 'is' : 'are'} compromised, and not every destination is known to hold another secret`,
      ];
    case 'due':
      return [`a secret in use expires ${formatTimestamp(reason.endDateTime)}, within \`renew-within\``];
  }
}

/** Formats a secret that is no longer needed, and why. */
export function formatRetirableSecret(
  { secret, cause, since, lastUsed }: RetirableSecret,
  formatText: FormatText = quote,
): string {
  const used = lastUsed === undefined ? '' : `, last used ${formatTimestamp(lastUsed)}`;
  if (cause === 'acknowledged')
    return `${formatSecret(secret, formatText)}, no longer needed: Exalate uses a newer one${used}`;
  if (cause === 'compromised') return `${formatSecret(secret, formatText)}, compromised${used}`;
  if (cause === 'unstored') return `${formatSecret(secret, formatText)}, added by a run that never stored it`;
  if (cause === 'expired')
    return `${formatText(secret.displayName)} (key ID ${secret.keyId}, expired ${formatTimestamp(since)})`;
  return `${formatSecret(secret, formatText)}, superseded since ${formatTimestamp(since)}${used}`;
}

/** Formats when a secret that is no longer needed will be removed. */
export function formatRemovalDate({ due }: RetirableSecret): string {
  return due === undefined
    ? '`retire-after` is `never`, so only `acknowledge` removes it.'
    : `The first run after ${formatTimestamp(due)} removes it.`;
}

/**
 * Formats a warning: the fact, its consequence, and what to do.
 *
 * @param dryRun whether the run only says what it would do
 */
export function formatWarning(warning: PlanWarning, dryRun: boolean): string {
  switch (warning.kind) {
    case 'expiring':
      return formatExpiring(warning);
    case 'lineage-expiring':
      return `The client secret ${describeSecret(warning.secret)} was added by another workflow with this action, in ${warning.repository}, and has not been renewed. If that workflow is still in use, check its last run. If this workflow replaces it, adopt the secret so that \`retire-after\` and \`acknowledge\` apply to it:${formatAdoptInput([warning.secret])}`;
    case 'too-many-secrets':
      return `This application ${dryRun ? 'would have' : 'has'} ${warning.count} active client secrets after this run. Anyone who has one of them can sign in as the application. Remove the unused ones, by hand or with \`retire-after\`.`;
    case 'earlier-lineage':
      return formatAdoptable(
        'The application has active secrets that another workflow or an earlier configuration of this repository added. If another workflow manages them, no action is needed. If this workflow replaces them, for example because its destinations changed, adopt them so that `retire-after` and `acknowledge` apply to them:',
        warning.secrets,
      );
    case 'unmanaged':
      return formatAdoptable(
        'The application has active secrets that this action did not add. The action does not change them. If this workflow replaces them, adopt them so that `retire-after` and `acknowledge` apply to them:',
        warning.secrets,
      );
    case 'still-used':
      return [
        'Superseded client secrets were used after their successor was stored, so they are not removed yet:',
        ...warning.secrets.map(
          (secret) => `  - ${formatRetirableSecret(secret)}. ${formatRemovalDate(secret)}`,
        ),
        'Each further use postpones the removal again. Update Exalate to the current secret.',
      ].join('\n');
    case 'hand-over':
      return formatHandOver(warning, dryRun);
    case 'unobservable':
      return '`retire-after` removes expired secrets only: a step output or an encrypted file does not show whether a secret was replaced. To remove superseded secrets too, add a GitHub or Key Vault destination.';
    case 'grace-restarts':
      return `The last secret was added at ${formatTimestamp(warning.lastAdded)}, less than \`retire-after\` ago. GitHub shows only when a secret was last written, so each new secret restarts \`retire-after\` for all earlier ones. If every run adds a secret, the earlier ones are removed only after they expire. Set \`renew-within\`, or shorten \`retire-after\`.`;
    case 'adopted-gone':
      return `\`adopt\` names ${formatGone(warning)} If the secret was removed, delete the key ID from \`adopt\`.`;
    case 'compromised-gone':
      return `\`compromised\` names ${formatGone(warning)} It was removed already, or the key ID is wrong: compare it with the client secrets of the application.`;
  }
}

function formatGone({ keyIds }: { readonly keyIds: readonly string[] }): string {
  return `${keyIds.length === 1 ? 'a key ID that is' : 'key IDs that are'} not on the application: ${keyIds.join(', ')}.`;
}

function formatExpiring({ secret, adopted }: Extract<PlanWarning, { kind: 'expiring' }>): string {
  const described = describeSecret(secret);
  const consequence = 'Anything that still uses it fails after that date.';
  return adopted
    ? `The adopted client secret ${described} expires soon. ${consequence} Update everything that uses it to the current secret before then.`
    : `The client secret ${described} is also on this application, and no workflow renews it. ${consequence} If this workflow replaces it, adopt it so that \`retire-after\` and \`acknowledge\` apply to it:${formatAdoptInput([secret])}`;
}

function formatAdoptable(introduction: string, secrets: readonly PasswordCredential[]): string {
  const list = secrets.map((secret) => `\n  - ${describeSecret(secret)}`).join('');
  return `${introduction}${list}${formatAdoptInput(secrets)}`;
}

/** Formats the input `adopt` as a line of the workflow. */
function formatAdoptInput(secrets: readonly PasswordCredential[]): string {
  return `\n  adopt: ${secrets.map(({ keyId }) => keyId).join(', ')}`;
}

function formatHandOver(
  { removedCount, nextRemoval }: Extract<PlanWarning, { kind: 'hand-over' }>,
  dryRun: boolean,
): string {
  const removes = dryRun ? 'would remove' : 'removes';
  const inThisRun =
    removedCount === 0 ? [] : [`This run ${removes} ${countNoun(removedCount, 'superseded secret')}.`];
  const inLaterRun =
    nextRemoval === undefined
      ? []
      : [
          `The first run after ${formatTimestamp(nextRemoval)} removes the next one: update everything that uses the old value before then.`,
        ];
  return ['The action cannot tell whether Exalate uses the new value yet.', ...inThisRun, ...inLaterRun].join(
    ' ',
  );
}

/** Formats a warning about secrets that an acknowledgement removes, though they were used; undefined when none is known to be. */
export function formatUsedAfterAcknowledged(
  secrets: readonly RetirableSecret[],
  dryRun: boolean,
): string | undefined {
  const used = secrets.filter(({ lastUsed }) => lastUsed !== undefined);
  if (used.length === 0) return undefined;
  return [
    `Older client secrets were used after the current one was added. They ${dryRun ? 'would be' : 'are'} removed anyway, because this run confirms that Exalate uses the current one:`,
    ...used.map((secret) => `  - ${formatRetirableSecret(secret)}`),
    `Microsoft Graph reports a use a day or two late. If Exalate cannot log in after ${dryRun ? 'that' : 'this run'}, enter the value of the current secret there.`,
  ].join('\n');
}

/** Formats why it is not known when secrets were last used, and what follows. */
export function formatLastUseUnknown({
  code,
  explanation: { problem, likelyCause, remedy },
}: ActionError): string {
  return [
    `When the client secrets were last used is not known (${code}), so no use postpones a removal in this run. ${problem}`,
    `Likely cause: ${likelyCause}`,
    `To fix it: ${remedy}`,
  ].join('\n');
}
