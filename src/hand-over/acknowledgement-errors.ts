import type { RefusedAcknowledgement } from '../plan/acknowledgement.ts';
import { ActionError, type Explanation } from '../shared/action-error.ts';
import { toPlainText } from '../shared/plain-text.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import { formatAcknowledgeCommand, formatWorkflowUrl, type Workflow } from './workflow.ts';

/**
 * Explains why an acknowledgement does not count.
 *
 * @param keyId the secret that `acknowledge` names
 */
export function acknowledgementRefusedError(
  keyId: string,
  refused: RefusedAcknowledgement,
  workflow: Workflow,
): ActionError {
  return new ActionError('acknowledgement-refused', explain(keyId, refused, workflow));
}

function explain(
  keyId: string,
  { current, reason, labels }: RefusedAcknowledgement,
  workflow: Workflow,
): Explanation {
  const addAnother =
    'start the workflow without `acknowledge` to add a client secret, put its value into Exalate, and acknowledge it.';
  if (current === undefined) {
    return {
      problem: `\`acknowledge\` names ${keyId}, but the application has no client secret of this workflow.`,
      likelyCause:
        'the workflow has not added one yet, or its `description`, its destinations or its `application` have changed.',
      remedy: addAnother,
    };
  }
  const described = `the client secret "${toPlainText(current.displayName)}" (key ID ${current.keyId}, added ${formatTimestamp(current.startDateTime)})`;
  // GitHub may hold each secret that was added within half an hour of its last write. A run with `renew-within` then adds none.
  const storeAnother = `${addAnother} If that run adds none, wait half an hour and select \`renew-now\`, or remove \`renew-within\` for one run.`;
  const listed = labels.map((label) => `\n  - ${toPlainText(label)}`).join('');
  const notStored = `do not hold it, or may hold an older one as well:${listed}`;
  switch (reason) {
    case 'other-key':
      return {
        problem: `\`acknowledge\` names ${keyId}, but the current one is ${described}.${listed && ` These destinations ${notStored}`}`,
        likelyCause: 'the workflow has added a newer client secret since, or the key ID is wrong.',
        remedy:
          labels.length === 0
            ? `put the value of the current client secret into Exalate first, then acknowledge it${formatHowTo(workflow, current.keyId)}`
            : storeAnother,
      };
    case 'expired':
      return {
        problem: `\`acknowledge\` names ${described}, which has expired, so Exalate cannot use it.`,
        likelyCause: 'the workflow has not renewed the client secret in time.',
        remedy: addAnother,
      };
    case 'not-stored':
      return {
        problem: `\`acknowledge\` names ${described}, but these destinations ${notStored}`,
        likelyCause:
          'another process wrote them, a run failed before it wrote all of them, or two client secrets were added within half an hour.',
        remedy: storeAnother,
      };
  }
}

/** How to acknowledge a secret: the end of a sentence. */
export function formatHowTo(workflow: Workflow, keyId: string): string {
  const command = formatAcknowledgeCommand(workflow, keyId);
  const inBrowser = `: start the workflow on ${formatWorkflowUrl(workflow)} with \`acknowledge: ${keyId}\``;
  return command === undefined ? `${inBrowser}.` : `${inBrowser}, or with the GitHub CLI:\n  ${command}`;
}
