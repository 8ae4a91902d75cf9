import * as v from 'valibot';
import { isValidSpec, type DestinationSpec } from '../destinations/spec.ts';
import { guid } from '../entra/graph/application.ts';
import { getCloud, findCloud } from '../azure/cloud.ts';
import { parseProvenance } from '../plan/lineage.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import { toActionError, ActionError } from '../shared/action-error.ts';
import { lookForSecret, readJournal } from './journal.ts';
import { needsCleanUp, type Intent } from './state.ts';

/**
 * Checks that the record which the post step reads is about this run. An earlier step of the job can set the variable that
 * it is read from, and could otherwise have its secrets removed, or requests sent to its hosts.
 *
 * @param run the current workflow run, from the runner's own variables
 * @param getInput returns an input; in a post step it can be empty or wrong, and is compared only if it is valid
 * @throws ActionError `journal-not-believed`, which names what does not match but does not repeat its text
 */
export function requireOwnRecord(
  intent: Intent,
  { repository, id, attempt }: WorkflowRun,
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
    ...(isOfThisRun ? [] : ['the description of the secret is not from this repository, run and attempt']),
    ...(differs('tenant-id', intent.tenantId) ? ['the tenant does not match `tenant-id`'] : []),
    ...(differs('client-id', intent.clientId) ? ['the workload identity does not match `client-id`'] : []),
    ...(cloud === undefined || cloud === intent.cloud ? [] : ['the cloud does not match `cloud`']),
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
    problem: ['The saved record does not match this run. Nothing was sent or removed:', ...problems].join(
      '\n  - ',
    ),
    likelyCause:
      'another step of the job set the variable STATE_journal, or the inputs of the post step differ from those of the main step.',
    remedy: `find the step that set it. Then, ${lookForSecret}.`,
  });
}

/**
 * The error of a post step that does not run: it names the secret that may be left, if the record is about this run.
 *
 * @param error why the post step does not run
 * @param saved what the main step saved last
 * @throws ActionError `journal-unreadable`; `journal-not-believed` when the record is not about this run
 */
export function refusedPostError(
  error: unknown,
  saved: string,
  run: WorkflowRun,
  getInput: (name: string) => string,
): ActionError {
  const failure = toActionError(error);
  const state = readJournal(saved);
  if (state.step === 'idle' || !needsCleanUp(state)) return failure;
  const { intent } = state;
  requireOwnRecord(intent, run, getInput);
  return failure.withState(
    `this step did nothing. A secret with the description "${intent.displayName}" may be active on the application. Remove it by hand unless a destination holds it.`,
  );
}
