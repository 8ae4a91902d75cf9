import type { Concern } from './plan/concerns.ts';
import type { PasswordCredential } from './plan/credentials.ts';
import { wholeSeconds } from './plan/lifetime.ts';
import type { Addition, Keep } from './plan/plan.ts';
import type { Reason } from './plan/renewal.ts';
import type { Superfluous } from './plan/retirement.ts';

/** How text that is not the action's own is set apart from the words around it: in quotes, or as the job summary shows it. */
type Show = (text: string) => string;

const quoted: Show = (text) => `"${text}"`;

const asItIs: Show = (text) => text;

/** A client secret, as errors, logs and warnings name it. */
export function describeSecret(secret: PasswordCredential): string {
  return described(secret, quoted);
}

function described({ displayName, keyId, endDateTime }: PasswordCredential, show: Show): string {
  const expires = endDateTime === null ? 'never' : wholeSeconds(endDateTime);
  return `${show(displayName)} (key ID ${keyId}), expires ${expires}`;
}

/**
 * The plan, in lines of the log.
 *
 * @param labels of the destinations
 */
export function planInWords(
  plan: Keep | Addition,
  labels: readonly string[],
  dryRun: boolean,
): readonly string[] {
  const waiting = plan.waiting.map((one) => `${superfluousInWords(one)}. ${fateInWords(one)}`);
  if (plan.kind === 'keep') {
    const { keyId, endDateTime } = plan.current;
    const end = endDateTime === null ? 'for good' : `until ${wholeSeconds(endDateTime)}`;
    const good = `The current secret (key ID ${keyId}) is good ${end}, longer than \`renew-within\` asks, and every destination holds it: there is none to add.`;
    return [good, ...(dryRun ? removals(plan) : []), ...waiting];
  }
  const reasons = plan.reasons
    .flatMap((reason) => reasonInWords(reason))
    .map((reason) => `A new secret is needed: ${reason}.`);
  if (!dryRun) return [...reasons, ...waiting];
  const { displayName, endDateTime } = plan;
  return [
    ...reasons,
    `Dry run: would add "${displayName}", valid until ${wholeSeconds(endDateTime)}, and write it to:`,
    ...labels.map((label) => `  ${label}`),
    ...removals(plan),
    ...waiting,
  ];
}

function removals({ retireFirst, retire }: Keep | Addition): readonly string[] {
  return [...retireFirst, ...retire].map((one) => `Dry run: would remove ${superfluousInWords(one)}.`);
}

/** Why a secret is added; nothing where that is what each run does. */
export function reasonInWords(reason: Reason, show: Show = asItIs): readonly string[] {
  switch (reason.kind) {
    case 'always':
      return [];
    case 'first':
      return ['the application has none of this workflow yet'];
    case 'empty':
      return [`${show(reason.label)} holds nothing`];
    case 'foreign':
      return [
        `${show(reason.label)} was written at ${wholeSeconds(reason.at)} by somebody else, or what it holds was removed from the application`,
      ];
    case 'outdated':
      return [`${show(reason.label)} does not hold the newest one`];
    case 'due':
      return [`one in use expires ${wholeSeconds(reason.endDateTime)}, within \`renew-within\``];
  }
}

/** A secret that nothing needs any more, and why. */
export function superfluousInWords({ secret, cause, since }: Superfluous, show: Show = quoted): string {
  if (cause === 'unstored') return `${described(secret, show)}, which the run that added it never stored`;
  if (cause === 'expired')
    return `${show(secret.displayName)} (key ID ${secret.keyId}), expired ${wholeSeconds(since)}`;
  return `${described(secret, show)}, superseded since ${wholeSeconds(since)}`;
}

/** What becomes of a secret that nothing needs any more, and that stays for now. */
export function fateInWords({ due }: Superfluous): string {
  return due === undefined
    ? 'It stays, since `retire-after` is `never`.'
    : `The first run after ${wholeSeconds(due)} removes it.`;
}

/** What people must know, and how they set it right. */
export function concernInWords(concern: Concern): string {
  switch (concern.kind) {
    case 'expiring':
      return `The client secret ${describeSecret(concern.secret)}, is on this application as well, and no workflow renews it. Whatever uses it stops then. This action leaves it alone: replace it, or remove it when nothing uses it.`;
    case 'crowded':
      return `${concern.count} client secrets of this application are live after this run. Each is a key to it: remove those that nothing uses, by hand or with \`retire-after\`.`;
    case 'related':
      return [
        'Secrets of the same description were made by another repository, or for other destinations. If this workflow was renamed, moved or changed, they are its earlier ones, and nothing renews or removes them: remove them when nothing uses them. If another workflow looks after them, give each its own `description`.',
        ...concern.secrets.map(describeSecret),
      ].join('\n  - ');
    case 'handover':
      return handoverInWords(concern);
    case 'unprovable':
      return '`retire-after` removes expired secrets only: a step output or an encrypted file cannot prove that a secret was replaced.';
  }
}

function handoverInWords({ going, next }: Extract<Concern, { kind: 'handover' }>): string {
  const now =
    going === 0 ? [] : [`${going} superseded ${going === 1 ? 'secret goes' : 'secrets go'} with this run.`];
  const later = next === undefined ? [] : [`The first run after ${wholeSeconds(next)} removes the next one.`];
  return [
    'GitHub cannot know whether Exalate uses the new value already.',
    ...now,
    ...later,
    'See that the node has the new value before the old one goes.',
  ].join(' ');
}
