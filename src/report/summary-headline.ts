import { formatDay } from '../shared/timestamp.ts';
import type { Findings } from './findings.ts';
import { countNoun } from '../shared/count-noun.ts';
import type { TaskKind } from './tasks.ts';

/** How the first line names the tasks of each kind, in this order. */
const phrases: readonly (readonly [TaskKind, (count: number) => string])[] = [
  ['renew', (count) => `renew ${countNoun(count, 'client secret')}`],
  ['acknowledge', (count) => `update Exalate for ${countNoun(count, 'application')}`],
  ['check-workflow', (count) => `check why ${countNoun(count, 'client secret')} expired`],
  ['replace', (count) => `replace or remove ${countNoun(count, 'expired client secret')}`],
];

/** What the first line is made of. */
type Facts = Pick<Findings, 'taskCounts' | 'unreadable' | 'dueCount' | 'soonestExpiry'>;

/** The first line of the summary: what people must do, if anything. */
export function formatHeadline({ taskCounts, unreadable, dueCount, soonestExpiry }: Facts): string {
  const entries = unreadable.applications + unreadable.secrets;
  const tasks = [
    ...phrases.flatMap(([kind, format]) => (taskCounts[kind] > 0 ? [format(taskCounts[kind])] : [])),
    ...(entries > 0 ? [`check ${countNoun(entries, 'entry', 'entries')} that the report cannot read`] : []),
  ];
  if (tasks.length > 0) return `Action needed: ${tasks.join(', ')}`;
  if (dueCount > 0)
    return `Nothing to do by hand: workflows handle ${countNoun(dueCount, 'due application')}`;
  return soonestExpiry === undefined
    ? 'Nothing to do: no client secret expires'
    : `Nothing to do: the next client secret expires on ${formatDay(soonestExpiry)}`;
}
