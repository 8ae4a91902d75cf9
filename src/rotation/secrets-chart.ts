import type { ManagedSecret, PasswordCredential } from '../plan/credentials.ts';
import { parseProvenance } from '../plan/lineage.ts';
import type { ManagedSecrets } from '../plan/retirement.ts';
import { formatGantt, maxBars, toMermaidText, type Bar, type Section } from '../shared/gantt.ts';
import { formatDay } from '../shared/timestamp.ts';

/** The secrets on an application, and how this workflow manages them. */
export interface ChartedSecrets {
  readonly credentials: readonly PasswordCredential[];
  /** Undefined when there is none yet. */
  readonly currentKeyId: string | undefined;
  readonly managed: ManagedSecrets;
}

/** The groups of bars, in their order. */
const groups = ['Current', 'Superseded', 'Adopted', 'Other'] as const;

type Group = (typeof groups)[number];

interface GroupedBar extends Bar {
  readonly group: Group;
}

/**
 * Formats the lifetimes of the secrets on an application as a chart. Secrets without a start or an end are left out. When there
 * are too many, expired ones are left out first.
 *
 * @returns Markdown; empty when there is nothing to show
 */
export function formatSecretsChart(secrets: ChartedSecrets, now: Date): string {
  const shown = secrets.credentials
    .flatMap((secret): readonly GroupedBar[] => {
      const { startDateTime: start, endDateTime: end } = secret;
      if (start === null || end === null || end <= start) return [];
      const group = findGroup(secret, secrets);
      return [
        { group, label: formatLabel(secret), colour: group === 'Current' ? 'blue' : 'grey', start, end },
      ];
    })
    .sort(
      (a, b) =>
        Number(b.end > now) - Number(a.end > now) ||
        groups.indexOf(a.group) - groups.indexOf(b.group) ||
        formatDay(b.end).localeCompare(formatDay(a.end)),
    )
    .slice(0, maxBars);
  if (shown.length === 0) return '';
  const sections = groups
    .map((title): Section => ({ title, bars: shown.filter(({ group }) => group === title) }))
    .filter(({ bars }) => bars.length > 0);
  const total = secrets.credentials.length;
  const note = shown.length < total ? `\nThe chart shows ${shown.length} of ${total} client secrets.\n` : '';
  return `${formatGantt(sections)}${note}`;
}

function findGroup({ keyId }: PasswordCredential, { currentKeyId, managed }: ChartedSecrets): Group {
  const isIn = (list: readonly ManagedSecret[]): boolean => list.some((secret) => secret.keyId === keyId);
  if (keyId === currentKeyId) return 'Current';
  if (isIn(managed.own)) return 'Superseded';
  return isIn(managed.adopted) ? 'Adopted' : 'Other';
}

/** The start of the key ID, and the run that added the secret or its description. */
function formatLabel({ keyId, displayName }: PasswordCredential): string {
  const origin = parseProvenance(displayName);
  const name =
    origin === undefined ? displayName : `run ${origin.run.id}.${origin.run.attempt} ${origin.description}`;
  return `key ${toMermaidText(keyId.slice(0, 8))}, ${toMermaidText(name)}`;
}
