import { gitHubSecretKinds } from '../destinations/github/secret-kinds.ts';
import { isVaultHost } from '../destinations/spec.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import { findLastUseConflicts } from '../runner/input-fields.ts';
import type { InputTexts, ValidInputs } from '../runner/parse-inputs.ts';
import { formatReceived } from '../runner/received-value.ts';
import { endOfLifetime, resolveExpiry } from '../shared/duration.ts';
import { toPlainText } from '../shared/plain-text.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import type { InputFields } from './input-fields.ts';

/** A later run cannot determine which secret these hold. */
const unobservableDestinations = ['encrypted-file', 'step-output'];

/** The event of a run that a person starts by hand. */
const manualEvent = 'workflow_dispatch';

/** Inputs that need another input, and what to set it to. */
const dependentInputs = [
  { input: 'environment-secret', needs: 'environment' },
  { input: 'environment', needs: 'environment-secret' },
  { input: 'organization', needs: 'organization-secret' },
  { input: 'organization-secret-visibility', needs: 'organization-secret' },
  { input: 'selected-repository-ids', needs: 'organization-secret' },
  { input: 'encrypted-file', needs: 'encrypt-to', hint: ': list age recipients (age1…), one per line' },
  { input: 'encrypt-to', needs: 'encrypted-file' },
];

/**
 * Applies the rules that span several inputs. A rule that needs the value of an invalid input is skipped.
 *
 * @param valid the values of the valid inputs
 * @param texts the texts of all inputs
 * @param run the workflow run
 * @returns a sentence for each problem
 */
export function findConflicts(
  valid: ValidInputs<InputFields>,
  texts: InputTexts,
  { apiUrl, event }: Pick<WorkflowRun, 'apiUrl' | 'event'>,
  now: Date,
): readonly string[] {
  const isSet = (name: string): boolean => texts[name] !== undefined;
  const problems: string[] = [];
  const { application, cloud, expires } = valid;

  if (application !== undefined && application.toLowerCase() === valid['client-id']) {
    problems.push(
      '`application` and `client-id` name the same application: `client-id` must be the workload identity that logs in, not the application whose secret is renewed. docs/setup.md in the repository of this action shows where to find its application (client) ID.',
    );
  }
  if (isSet('azure-devops-organization') && valid.verify === false) {
    problems.push('`azure-devops-organization` is part of the verification, which `verify: false` skips.');
  }
  if (isSet('azure-devops-organization') && cloud !== undefined && cloud.name !== 'public') {
    problems.push(
      `\`azure-devops-organization\` cannot be used: Azure DevOps is not available in the cloud \`${cloud.name}\`.`,
    );
  }

  for (const { input, needs, hint = '' } of dependentInputs) {
    if (isSet(input) && !isSet(needs)) problems.push(`\`${needs}\` is required with \`${input}\`${hint}.`);
  }
  const visibility = valid['organization-secret-visibility'];
  if (isSet('selected-repository-ids') && visibility !== undefined && visibility !== 'selected') {
    problems.push('`selected-repository-ids` requires `organization-secret-visibility: selected`.');
  }
  // Only the REST API of a GitHub Enterprise Server is below a path.
  if (isSet('codespaces-secret') && new URL(apiUrl).pathname !== '/') {
    problems.push('`codespaces-secret` cannot be used: GitHub Enterprise Server has no Codespaces.');
  }
  if (gitHubSecretKinds.some(isSet) && !isSet('github-token')) {
    const names = formatNames(gitHubSecretKinds.filter(isSet), ', ');
    problems.push(
      `\`github-token\` is required with ${names}: a fine-grained token or GitHub App token that can write secrets. The job's GITHUB_TOKEN cannot.`,
    );
  }
  const host = valid['key-vault-secret']?.host;
  if (host !== undefined && cloud !== undefined && !isVaultHost(host, cloud.vaultSuffix)) {
    problems.push(
      `\`key-vault-secret\` must be in the cloud \`${cloud.name}\`, whose vaults end in .${cloud.vaultSuffix}.${formatReceived('key-vault-secret', texts['key-vault-secret'])}`,
    );
  }

  const destinations = [...gitHubSecretKinds, 'key-vault-secret', 'encrypted-file'].filter(isSet);
  if (valid['step-output'] === true) destinations.push('step-output');
  if (destinations.length === 0 && valid['step-output'] === false) {
    problems.push(
      'No destination is set: set `repository-secret` or another destination, or `step-output: true`.',
    );
  }
  // With a hand-over issue, a person reports that a value got lost: see docs/hand-over.md.
  const unobservable = destinations.filter(
    (name) =>
      unobservableDestinations.includes(name) &&
      !(name === 'encrypted-file' && valid['hand-over-issue'] === true),
  );
  if (isSet('renew-within') && unobservable.length > 0) {
    problems.push(
      `\`renew-within\` cannot be used with ${formatNames(unobservable, ' or ')}: the action cannot tell which secret it holds.`,
    );
  }
  const lasting = destinations.filter((name) => name !== 'step-output');
  if (valid['revoke-after-job'] === true && lasting.length > 0) {
    problems.push(
      `\`revoke-after-job\` requires \`step-output\` as the only destination: remove ${formatNames(lasting, ', ')}, which would keep the value of a removed secret.`,
    );
  }

  problems.push(...findHandOverConflicts(valid, texts, destinations));
  if (isSet('acknowledge') && event !== manualEvent) {
    problems.push(
      `\`acknowledge\` requires a run that a person starts by hand (\`on: ${manualEvent}\`). This run was started by ${event === undefined ? 'an unknown event' : `\`${toPlainText(event)}\``}.`,
    );
  }
  if (isSet('acknowledge') && isSet('compromised')) {
    problems.push(
      '`acknowledge` cannot be used with `compromised`: an acknowledgement adds no secret. Replace the compromised secret first, put the new value into Exalate, then acknowledge the new secret.',
    );
  }
  problems.push(...findLastUseConflicts(valid['last-use'], cloud));

  const end = expires && resolveExpiry(expires, now);
  const renewWithin = valid['renew-within'];
  if (end !== undefined && renewWithin !== undefined && endOfLifetime(renewWithin, now) >= end) {
    problems.push(
      `\`renew-within\` must be shorter than \`expires\`, which ends ${formatTimestamp(end)}: otherwise every run adds a secret.${formatReceived('renew-within', texts['renew-within'])}`,
    );
  }
  return problems;
}

/** @param destinations the inputs that name destinations */
function findHandOverConflicts(
  valid: ValidInputs<InputFields>,
  texts: InputTexts,
  destinations: readonly string[],
): readonly string[] {
  const isSet = (name: string): boolean => texts[name] !== undefined;
  if (valid['hand-over-issue'] !== true) {
    return isSet('hand-over-assignees') && valid['hand-over-issue'] === false
      ? ['`hand-over-issue: true` is required with `hand-over-assignees`.']
      : [];
  }
  const problems: string[] = [];
  if (!isSet('hand-over-token')) {
    problems.push(
      '`hand-over-token` is required with `hand-over-issue`: leave it out to use the token of the job.',
    );
  }
  if (valid['retire-after'] !== undefined) {
    problems.push(
      '`hand-over-issue` requires `retire-after: never`: the older secrets are removed when a person acknowledges the new one.',
    );
  }
  if (valid['revoke-after-job'] === true) {
    problems.push(
      '`hand-over-issue` cannot be used with `revoke-after-job`: the secret is removed before anybody can use it.',
    );
  }
  const unreadable = destinations.filter((name) => gitHubSecretKinds.some((kind) => kind === name));
  if (destinations.length > 0 && unreadable.length === destinations.length) {
    problems.push(
      `\`hand-over-issue\` cannot be used with ${formatNames(unreadable, ' and ')} only: no person can read the value of a GitHub secret. Add \`key-vault-secret\` or \`encrypted-file\`.`,
    );
  }
  return problems;
}

function formatNames(names: readonly string[], separator: string): string {
  return names.map((name) => `\`${name}\``).join(separator);
}
