import { escape } from 'html-escaper';
import type { ManagedSecret } from '../plan/credentials.ts';
import { parseProvenance } from '../plan/lineage.ts';
import { findNextStep, type NextStep, type RunResult } from '../plan/next-step.ts';
import { findManagedSecrets, listRemovals } from '../plan/plan.ts';
import type { RetirableSecret } from '../plan/retirement.ts';
import { formatExplanation } from '../runner/failure-summary.ts';
import type { Summary } from '../runner/toolkit.ts';
import { formatSummaryText } from '../shared/summary-text.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import type { Inputs } from './inputs.ts';
import { formatRemovalDate, formatReason, formatRetirableSecret } from './messages.ts';
import type { DestinationLink, Outcome } from './rotate.ts';
import { formatSecretsChart } from './secrets-chart.ts';
import { formatHeadline } from './summary-headline.ts';

/** What the summary says beside the outcome. */
export interface SummaryContext {
  readonly inputs: Pick<Inputs, 'tenantId' | 'adopt' | 'compromised' | 'retireAfter' | 'revokeAfterJob'>;
  /** The issue that asks a person to update Exalate; undefined when there is none. */
  readonly issue: { readonly url: string; readonly isOpen: boolean } | undefined;
  /** By Microsoft Graph's clock. */
  readonly now: Date;
}

/**
 * Adds to the summary what a person must do and by when, what an Exalate administrator needs to register the node, where the
 * value is, which earlier secrets were removed or are superseded, and a chart of all secrets on the application. It never adds a
 * value.
 */
export function addSummary(run: Outcome, context: SummaryContext, summary: Summary): void {
  const { inputs, now } = context;
  const result = describeResult(run, context);
  const nextStep = findNextStep(result, now);
  const rows = listFacts(run, context).map(([name, data]) => [{ data: name, header: true }, { data }]);
  summary.addHeading(formatHeadline(run, nextStep, inputs, now), 2);
  addParagraphs(listSentences(run, result, nextStep, context), summary);
  addFindings(run, summary);
  summary.addTable(rows);
  addRemovals(run, summary);
  const currentKeyId = run.secret.keyId ?? result.managed.own.at(-1)?.keyId;
  const chart = formatSecretsChart({ ...result, currentKeyId }, now);
  if (chart !== '') summary.addHeading('Client secrets of this application', 3).addRaw(chart, true);
}

/** Adds and writes the summary. */
export async function writeSummary(run: Outcome, context: SummaryContext, summary: Summary): Promise<void> {
  addSummary(run, context, summary);
  await summary.write();
}

/** Describes the application after the run, or after the run that a dry run describes. */
function describeResult(
  { application, plan, dryRun, secret, retired }: Outcome,
  { inputs, issue, now }: SummaryContext,
): RunResult {
  const { keyId = '', displayName, endDateTime } = secret;
  const gone = (dryRun ? listRemovals(plan) : retired).map((removal) => removal.secret.keyId);
  const remaining = application.passwordCredentials.filter((credential) => !gone.includes(credential.keyId));
  const lineage = parseProvenance(displayName);
  const managed =
    lineage === undefined ? { own: [], adopted: [] } : findManagedSecrets(lineage, inputs, remaining);
  const isNew = plan.kind === 'add';
  const current: ManagedSecret = isNew
    ? { keyId, displayName, startDateTime: now, endDateTime }
    : plan.current;
  return {
    current,
    isNew,
    managed,
    credentials: isNew && !dryRun ? [...remaining, current] : remaining,
    retained: 'retained' in plan ? plan.retained : [],
    retireAfter: inputs.retireAfter,
    nextRenewal: plan.nextRenewal,
    isIssueOpen: issue?.isOpen === true,
  };
}

/** What the run did, and how a person does what the first line asks for. */
function listSentences(
  { plan, dryRun }: Outcome,
  { current, retireAfter }: RunResult,
  nextStep: NextStep,
  { inputs: { revokeAfterJob }, issue }: SummaryContext,
): readonly string[] {
  if (dryRun) return ['Nothing was changed.'];
  if (revokeAfterJob || plan.kind === 'acknowledged') return [];
  const howTo =
    issue?.isOpen === true
      ? `The <a href="${escape(issue.url)}">hand-over issue</a> says how to update Exalate.`
      : 'To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.';
  const acknowledgement = `When Exalate uses this secret, run this workflow with <code>acknowledge: ${current.keyId}</code> to remove the older ones.`;
  const waits = nextStep.kind === 'update-exalate' && nextStep.older.length > 0 && retireAfter === undefined;
  return [
    plan.kind === 'add'
      ? 'A new client secret was added.'
      : 'The current client secret is valid; no secret was added.',
    howTo,
    ...(waits ? [acknowledgement] : []),
  ];
}

/** Adds the problems that would make the next renewal fail, and a heading for the facts after them. */
function addFindings({ findings }: Outcome, summary: Summary): void {
  if (findings.length === 0) return;
  summary.addHeading('The next renewal would fail', 3);
  for (const { error } of findings) summary.addRaw(formatExplanation(error), true);
  summary.addHeading('The current client secret', 3);
}

/** @param sentences HTML */
function addParagraphs(sentences: readonly string[], summary: Summary): void {
  if (sentences.length > 0) summary.addRaw(`<p>${sentences.join(' ')}</p>`, true);
}

/** A row of the table: a name and HTML. */
type Fact = readonly [name: string, data: string];

function listFacts(
  { application, plan, dryRun, secret, destinationLinks }: Outcome,
  { inputs, issue }: SummaryContext,
): readonly Fact[] {
  const { keyId, displayName, endDateTime } = secret;
  const reasons =
    plan.kind === 'add' ? plan.reasons.flatMap((reason) => formatReason(reason, formatSummaryText)) : [];
  const fact = (name: string, data: string | undefined): readonly Fact[] => (data ? [[name, data]] : []);
  return [
    ['Application', formatSummaryText(application.displayName)],
    ['Application (client) ID', application.applicationId],
    ['Directory (tenant) ID', inputs.tenantId],
    ...fact('Secret (key) ID', keyId),
    ['Description', formatSummaryText(displayName)],
    ['Expires', endDateTime === null ? 'never' : formatTimestamp(endDateTime)],
    ...fact('Reason for the new secret', formatNames(reasons.join('; '))),
    [
      plan.kind === 'add' && dryRun ? 'Value would be stored in' : 'Value stored in',
      destinationLinks.map(formatLink).join('<br>'),
    ],
    ...fact('Hand-over issue', issue && `<a href="${escape(issue.url)}">${escape(issue.url)}</a>`),
  ];
}

/** Adds the secrets that were removed, that should have been, and that are superseded. */
function addRemovals(run: Outcome, summary: Summary): void {
  const { plan, dryRun, retired } = run;
  const format = (secret: RetirableSecret): string => formatRetirableSecret(secret, formatSummaryText);
  const gone = dryRun ? listRemovals(plan) : retired;
  addSecrets(dryRun ? 'Secrets that would be removed' : 'Removed secrets', gone.map(format), summary);
  const retained = 'retained' in plan ? plan.retained : [];
  addSecrets(
    'Superseded secrets',
    retained.map((secret) => `${format(secret)}. ${formatNames(formatRemovalDate(secret))}`),
    summary,
  );
}

/** Formats the names of inputs, which messages have in backticks, as code. */
function formatNames(html: string): string {
  return html.replace(/`([\w-]+)`/g, '<code>$1</code>');
}

/** How many secrets are listed: GitHub does not show a summary of more than 1 MiB. */
const maxListed = 50;

/** @param lines of HTML */
function addSecrets(title: string, lines: readonly string[], summary: Summary): void {
  if (lines.length === 0) return;
  const more = lines.length - maxListed;
  const listed = lines.slice(0, maxListed);
  summary.addHeading(title, 3).addList(more > 0 ? [...listed, `… and ${more} more`] : listed);
}

/** A destination, linked to the web page that shows it. */
function formatLink({ label, url }: DestinationLink): string {
  const text = formatSummaryText(label);
  return url === undefined ? text : `<a href="${escape(url)}">${text}</a>`;
}
