import * as v from 'valibot';
import type { DestinationSpec } from '../destinations/create-destination.ts';
import { isValidSpec } from '../destinations/spec.ts';
import { guid } from '../entra/application.ts';
import { getCloud, findCloud } from '../azure/cloud.ts';
import { parseProvenance } from '../plan/lineage.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import { ActionError } from '../shared/action-error.ts';
import type { Intent } from './state.ts';

/**
 * Checks that what the post step reads is about this run. Any earlier step of the job can set the variable that the
 * post step reads, and would have its secrets removed, or its hosts asked.
 *
 * @param run the workflow run that this is, from the runner's own variables
 * @param getInput the text of an input; it can be empty or wrong in a post step, and counts only when it is neither
 * @throws Failure `journal-not-believed`, which names what does not match, never its text
 */
export function requireOwnRecord(
  intent: Intent,
  { repository, id, attempt }: Pick<WorkflowRun, 'repository' | 'id' | 'attempt'>,
  getInput: (name: string) => string,
): void {
  const provenance = parseProvenance(intent.displayName);
  const isOfThisRun =
    !/\p{Cc}/u.test(intent.displayName) &&
    provenance?.repository === repository &&
    provenance.run.id === id &&
    provenance.run.attempt === attempt;
  const { vaultSuffix } = getCloud(intent.cloud);
  const differs = (name: string, recorded: string): boolean => {
    const given = getInput(name).toLowerCase();
    return v.is(guid, given) && given !== recorded.toLowerCase();
  };
  const cloud = findCloud(getInput('cloud'))?.name;
  const problems = [
    ...(isOfThisRun ? [] : ['the description of the secret is not one of this repository, run and attempt']),
    ...(differs('tenant-id', intent.tenantId) ? ['the tenant is not `tenant-id`'] : []),
    ...(differs('client-id', intent.clientId) ? ['the workload identity is not `client-id`'] : []),
    ...(cloud === undefined || cloud === intent.cloud ? [] : ['the cloud is not `cloud`']),
    ...findMalformedDestinations(intent.destinations, vaultSuffix),
  ];
  if (problems.length > 0) throw notBelievedError(problems);
}

function findMalformedDestinations(
  destinations: readonly DestinationSpec[],
  vaultSuffix: string,
): readonly string[] {
  return destinations
    .filter((spec) => !isValidSpec(spec, vaultSuffix))
    .map(({ kind }) => `a destination (${kind}) is malformed`);
}

function notBelievedError(problems: readonly string[]): ActionError {
  return new ActionError('journal-not-believed', {
    problem: `The saved record does not match this run: ${problems.join('; ')}. Nothing was sent or removed.`,
    likelyCause:
      'another step of the job set the variable STATE_journal, or the inputs of the post step differ from those of the main step.',
    remedy: 'find the step that set it. Then check the application for an unused secret of this run.',
  });
}
