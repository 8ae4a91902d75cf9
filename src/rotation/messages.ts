import type { PlanWarning } from '../plan/warnings.ts';
import type { PasswordCredential } from '../plan/credentials.ts';
import type { Addition, Keep } from '../plan/plan.ts';
import type { RenewalReason } from '../plan/renewal.ts';
import type { RetirableSecret } from '../plan/retirement.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/** How text that is not the action's own is set apart from the words around it: in quotes, or as the job summary shows it. */
type Show = (text: string) => string;

const quote: Show = (text) => `"${text}"`;

const asIs: Show = (text) => text;

/** A client secret, as errors, logs and warnings name it. */
export function describeSecret(secret: PasswordCredential): string {
  return formatSecret(secret, quote);
}

function formatSecret({ displayName, keyId, endDateTime }: PasswordCredential, show: Show): string {
  const expires = endDateTime === null ? 'never' : formatTimestamp(endDateTime);
  return `${show(displayName)} (key ID ${keyId}), expires ${expires}`;
}

/**
 * The plan, in lines of the log.
 *
 * @param labels of the destinations
 */
export function formatPlan(
  plan: Keep | Addition,
  labels: readonly string[],
  dryRun: boolean,
): readonly string[] {
  const waiting = plan.retained.map((one) => `${formatRetirableSecret(one)}. ${formatRemovalDate(one)}`);
  if (plan.kind === 'keep') {
    const { keyId, endDateTime } = plan.current;
    const end = endDateTime === null ? 'without an end' : `until ${formatTimestamp(endDateTime)}`;
    const good = `The current secret (key ID ${keyId}) is valid ${end}, longer than \`renew-within\`, and every destination holds it; no renewal needed.`;
    return [good, ...(dryRun ? formatRemovals(plan) : []), ...waiting];
  }
  const reasons = plan.reasons
    .flatMap((reason) => formatReason(reason))
    .map((reason) => `A new secret is needed: ${reason}.`);
  if (!dryRun) return [...reasons, ...waiting];
  const { displayName, endDateTime } = plan;
  return [
    ...reasons,
    `Dry run: would add "${displayName}", valid until ${formatTimestamp(endDateTime)}, and write it to:`,
    ...labels.map((label) => `  ${label}`),
    ...formatRemovals(plan),
    ...waiting,
  ];
}

function formatRemovals({ retireFirst, retire }: Keep | Addition): readonly string[] {
  return [...retireFirst, ...retire].map((one) => `Dry run: would remove ${formatRetirableSecret(one)}.`);
}

/** Why a secret is added; nothing where that is what each run does. */
export function formatReason(reason: RenewalReason, show: Show = asIs): readonly string[] {
  switch (reason.kind) {
    case 'always':
      return [];
    case 'first':
      return ['the application has none of this workflow yet'];
    case 'empty':
      return [`${show(reason.label)} holds nothing`];
    case 'disabled':
      return [`the newest version of ${show(reason.label)} is disabled`];
    case 'foreign':
      return [
        `${show(reason.label)} was written at ${formatTimestamp(reason.at)} by another process, or what it holds was removed from the application`,
      ];
    case 'outdated':
      return [`${show(reason.label)} does not hold the newest one`];
    case 'due':
      return [`one in use expires ${formatTimestamp(reason.endDateTime)}, within \`renew-within\``];
  }
}

/** A secret that nothing needs any longer, and why. */
export function formatRetirableSecret({ secret, cause, since }: RetirableSecret, show: Show = quote): string {
  if (cause === 'unstored') return `${formatSecret(secret, show)}, added by a run that never stored it`;
  if (cause === 'expired')
    return `${show(secret.displayName)} (key ID ${secret.keyId}), expired ${formatTimestamp(since)}`;
  return `${formatSecret(secret, show)}, superseded since ${formatTimestamp(since)}`;
}

/** What becomes of a secret that nothing needs any longer, and that stays for now. */
export function formatRemovalDate({ due }: RetirableSecret): string {
  return due === undefined
    ? 'It stays, since `retire-after` is `never`.'
    : `The first run after ${formatTimestamp(due)} removes it.`;
}

/** What people must know, and what they can do about it. */
export function formatWarning(warning: PlanWarning): string {
  switch (warning.kind) {
    case 'expiring':
      return formatExpiring(warning);
    case 'lineage-expiring':
      return `The client secret ${describeSecret(warning.secret)}, was added by another workflow of this action, in ${warning.repository}, and has not been renewed. If that workflow still runs, check its last run. If this workflow replaces it, take the secret over, so that \`retire-after\` applies to it:${adoptLine([warning.secret])}`;
    case 'too-many-secrets':
      return `${warning.count} client secrets of this application are active after this run. Each can sign in as the application: remove those that nothing uses, by hand or with \`retire-after\`.`;
    case 'earlier-lineage':
      return [
        'The application has active secrets that another workflow or an earlier configuration of this repository added. If another workflow maintains them, there is nothing to do. If this workflow replaces them, for example because its destinations changed, take them over, so that `retire-after` applies to them:',
        ...warning.secrets.map((secret) => `  - ${describeSecret(secret)}`),
      ]
        .join('\n')
        .concat(adoptLine(warning.secrets));
    case 'unmanaged':
      return [
        'The application has active secrets that this action did not add. They stay as they are. If this workflow replaces them, take them over, so that `retire-after` applies to them:',
        ...warning.secrets.map((secret) => `  - ${describeSecret(secret)}`),
      ]
        .join('\n')
        .concat(adoptLine(warning.secrets));
    case 'hand-over':
      return formatHandOver(warning);
    case 'unobservable':
      return '`retire-after` removes expired secrets only: a step output or an encrypted file cannot prove that a secret was replaced.';
    case 'grace-restarts':
      return `This run adds a secret sooner than \`retire-after\` after the last one (${formatTimestamp(warning.lastAdded)}). GitHub only tells when a secret was last written, so each new secret restarts \`retire-after\` for all earlier ones. If every run adds one, the earlier ones are removed only after they expire: set \`renew-within\`, or shorten \`retire-after\`.`;
    case 'adopted-gone':
      return `\`adopt\` names ${warning.keyIds.length === 1 ? 'a key ID that is' : 'key IDs that are'} not on the application: ${warning.keyIds.join(', ')}. If the secret was removed, delete the key ID from \`adopt\`.`;
  }
}

function formatExpiring({ secret, adopted }: Extract<PlanWarning, { kind: 'expiring' }>): string {
  const what = `The client secret ${describeSecret(secret)}`;
  const after = 'Anything that still uses it fails after that date.';
  return adopted
    ? `${what}, is adopted by this workflow. ${after} Update everything that uses it to the current secret before then.`
    : `${what}, is also on this application, and no workflow renews it. ${after} If this workflow replaces it, take it over, so that \`retire-after\` applies to it:${adoptLine([secret])}`;
}

/** The input that takes secrets over, as a line of the workflow. */
function adoptLine(secrets: readonly PasswordCredential[]): string {
  return `\n  adopt: ${secrets.map(({ keyId }) => keyId).join(', ')}`;
}

function formatHandOver({ removedCount, nextRemoval }: Extract<PlanWarning, { kind: 'hand-over' }>): string {
  const now =
    removedCount === 0
      ? []
      : [`This run removes ${removedCount} superseded ${removedCount === 1 ? 'secret' : 'secrets'}.`];
  const later =
    nextRemoval === undefined
      ? []
      : [
          `The first run after ${formatTimestamp(nextRemoval)} removes the next one: update everything that uses the old value before then.`,
        ];
  return ['The action cannot tell whether Exalate uses the new value yet.', ...now, ...later].join(' ');
}
