import type { ManagedSecret } from '../plan/credentials.ts';
import type { HandOverDeadline } from '../plan/hand-over.ts';
import type { RetirableSecret } from '../plan/retirement.ts';
import { parseProvenance } from '../plan/lineage.ts';
import { formatDay, formatTimestamp } from '../shared/timestamp.ts';
import { formatCode, formatCodeBlock, formatLink, formatTable, toTitleText } from './markdown.ts';
import { formatMarker, type IssueSubject } from './marker.ts';
import { formatPlaces, type Surroundings, type ValuePlace } from './value-place.ts';
import { formatAcknowledgeCommand, formatWorkflowUrl, type Workflow } from './workflow.ts';

/** A client secret that a person must put into Exalate, without its value. */
export interface HandOverSecret {
  readonly subject: IssueSubject;
  /** The display name of the application. */
  readonly applicationName: string;
  readonly secret: ManagedSecret;
  /** The older secrets of its lineage that are on the application. */
  readonly olderKeyIds: readonly string[];
  readonly deadline: HandOverDeadline;
  /** The destinations that hold the value. */
  readonly places: readonly ValuePlace[];
}

/** The most characters that GitHub accepts in the title of an issue. */
const maxTitleLength = 256;

/** Exalate's own page on the registration of a node. */
const exalatePage = 'https://docs.exalate.com/docs/how-to-configure-oauth-20-for-azure-devops';

/** Formats the title: `Update the client secret of APPLICATION in Exalate by 2026-12-20`. */
export function formatTitle({ applicationName, deadline }: HandOverSecret): string {
  const [before, after] = ['Update the client secret of ', ` in Exalate by ${formatDay(deadline.date)}`];
  const name = toTitleText(applicationName, maxTitleLength - before.length - after.length);
  return `${before}${name}${after}`;
}

/**
 * Formats the body in Markdown. It says everything that a person needs to update Exalate, except the value.
 *
 * @param now by GitHub's clock
 */
export function formatBody(handOver: HandOverSecret, surroundings: Surroundings, now: Date): string {
  const { subject, applicationName, secret, deadline, places } = handOver;
  const { workflow } = surroundings;
  return [
    formatMarker('issue', subject),
    ...formatCompromised(deadline),
    `A new client secret of ${formatCode(applicationName)} is stored. Put its value into Exalate ${deadline.compromised === undefined ? `by **${formatDay(deadline.date)}**` : '**now**'}, then acknowledge it. Do not write the value into this issue.`,
    '### Values that Exalate asks for',
    formatTable([
      ['Client ID', subject.applicationId],
      ['Tenant ID', subject.tenantId],
    ]),
    'The **client secret** is the value that you get in step 1. In Microsoft Entra ID, it is listed as:',
    formatTable([
      ['Application', applicationName],
      ['Key ID', subject.keyId],
      ['Description', secret.displayName],
      ['Expires', secret.endDateTime === null ? 'never' : formatTimestamp(secret.endDateTime)],
    ]),
    '### 1. Get the value',
    ...formatPlaces(places, { ...surroundings, run: parseProvenance(secret.displayName)?.run }),
    '### 2. Update Exalate',
    [
      '1. In Exalate, open the registration of the node for Azure DevOps that uses this application.',
      '2. Enter the client ID, the tenant ID and the new client secret.',
      '3. Log in to the node with the new client secret.',
      '4. Check that the node still synchronizes.',
    ].join('\n'),
    `Exalate describes the registration under ${formatLink('How to configure OAuth 2.0 for Azure DevOps', exalatePage)}.`,
    '### 3. Acknowledge',
    ...formatAcknowledgement(workflow, subject.keyId),
    ...(deadline.compromised === undefined
      ? [`### What happens on ${formatDay(deadline.date)}`, formatConsequence(deadline, now)]
      : []),
  ].join('\n\n');
}

/** What became of the compromised secrets. Nobody else's text is in it except key IDs. */
export function formatCompromised({ compromised }: HandOverDeadline): readonly string[] {
  if (compromised === undefined) return [];
  const { removed, left } = compromised;
  return [
    ...(removed.length === 0
      ? []
      : [
          `**${formatKeyIds(removed, 'was', 'were')} compromised and ${removed.length === 1 ? 'has' : 'have'} been removed. If Exalate used ${removed.length === 1 ? 'it' : 'one of them'}, Exalate can no longer sign in. Enter the new value now.**`,
        ]),
    ...(left.length === 0
      ? []
      : [
          `**${formatKeyIds(left, 'is', 'are')} compromised and could not be removed yet. Exalate can no longer sign in with ${left.length === 1 ? 'it once it is' : 'them once they are'} removed. Enter the new value now.**`,
        ]),
  ];
}

function formatKeyIds(secrets: readonly RetirableSecret[], singular: string, plural: string): string {
  const keyIds = secrets.map(({ secret }) => formatCode(secret.keyId)).join(', ');
  return secrets.length === 1
    ? `The client secret ${keyIds} ${singular}`
    : `The client secrets ${keyIds} ${plural}`;
}

function formatAcknowledgement(workflow: Workflow, keyId: string): readonly string[] {
  const ref = workflow.source?.ref;
  const command = formatAcknowledgeCommand(workflow, keyId);
  return [
    'When Exalate uses the new value, start the workflow by hand with the key ID. That run closes this issue and removes the older client secrets: those that this workflow added, and those that its input `adopt` names. Do not start it earlier. If it removes the client secret that Exalate still uses, Exalate can no longer sign in.',
    [
      `1. Open ${formatLink('the page of the workflow', formatWorkflowUrl(workflow))}, and choose _Run workflow_.`,
      ...(ref === undefined ? [] : [`2. Under _Use workflow from_, select ${formatCode(ref)}.`]),
      `${ref === undefined ? 2 : 3}. Enter ${formatCode(keyId)} for the input \`acknowledge\`.`,
      `${ref === undefined ? 3 : 4}. Choose _Run workflow_.`,
    ].join('\n'),
    ...(command === undefined ? [] : ['Or use the GitHub CLI:', formatCodeBlock('bash', [command])]),
  ];
}

function formatConsequence({ date, expiring }: HandOverDeadline, now: Date): string {
  const runsFail =
    'After that, each run of the workflow fails with the error `hand-over-overdue` while this issue is open.';
  if (expiring === undefined) {
    return `No earlier client secret of the application expires. The date is 14 days after this client secret was added. ${runsFail}`;
  }
  const secret = `client secret ${formatCode(expiring.displayName)} (key ID ${formatCode(expiring.keyId)})`;
  return date <= now
    ? `The ${secret} expired at ${formatTimestamp(date)}. If Exalate still uses it, Exalate cannot sign in. ${runsFail}`
    : `At ${formatTimestamp(date)}, the ${secret} expires. If Exalate still uses it then, Exalate can no longer sign in. ${runsFail}`;
}
