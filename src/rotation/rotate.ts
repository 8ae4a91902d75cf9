import { identifyDestination } from '../destinations/identity.ts';
import type { Application } from '../entra/application.ts';
import type { Applications } from '../entra/applications.ts';
import { requireSeparateWorkloadIdentity, twoSecretLimitError } from '../entra/graph-errors.ts';
import type { Inputs } from './inputs.ts';
import { readPlanTime } from '../entra/moments.ts';
import { createProgress, type Outcome, type Progress } from './outcome.ts';
import { findWarnings, type PlanWarning } from '../plan/warnings.ts';
import { exceedsPortalMaximum } from '../shared/duration.ts';
import { createNonce, computeDigest, type Provenance } from '../plan/lineage.ts';
import { planRotation, maxSecrets, type PlanInput, type Policy } from '../plan/plan.ts';
import { renew } from './renew.ts';
import { retireSecrets } from './retire-secrets.ts';
import type { Journal } from './journal.ts';
import { prepareDestinations, type PreparedDestination } from './store-secret.ts';
import { ActionError } from '../shared/action-error.ts';
import { settleAll } from '../shared/settle.ts';
import { formatWarning, describeSecret, formatPlan } from './messages.ts';
import type { Services } from './services.ts';
import { loginsPerVerification } from './verify-secret.ts';

/**
 * The story of a run: what is there, what is to be done about it, and doing it. A secret is added when one is needed,
 * and what nothing needs any more is removed.
 *
 * @param progress is told what is known as soon as it is
 * @throws Failure or Failures
 */
export async function rotate(
  inputs: Inputs,
  services: Services,
  journal: Journal,
  progress: Progress = createProgress(),
): Promise<Outcome> {
  const { log, clock } = services;
  const found = findApplication(inputs, services, progress);
  const [{ applications, application }, targets] = await settleAll([found, prepareDestinations(services)]);
  const { applicationId } = application;

  const moments = readPlanTime(services);
  const { now } = moments;
  const lineage = await createProvenance(inputs, services);
  const facts = toPlanInput(application, targets);
  const policy = toPolicy(inputs);
  const plan = planRotation(facts, lineage, policy, moments);
  if (plan.kind === 'limit-reached') {
    throw twoSecretLimitError(inputs, applicationId, plan.existingSecrets.map(describeSecret));
  }
  progress.plan = plan;
  const labels = targets.map(({ destination: { label } }) => label);
  for (const line of formatPlan(plan, labels, inputs.dryRun)) log.info(line);
  if (plan.kind === 'add' && exceedsPortalMaximum(plan.endDateTime, now)) {
    log.warning(
      '`expires` is later than 24 months from now, the longest lifetime that the portal offers: check your policy.',
    );
  }
  for (const warning of findWarnings(facts, lineage, policy, plan, now)) {
    log[warningLevel(warning)](formatWarning(warning));
  }

  const holders = targets.map(({ destination: { label, url } }) => ({ label, url }));
  const outcome = { application, plan, holders, dryRun: inputs.dryRun };
  if (inputs.dryRun) {
    return { ...outcome, secret: plan.kind === 'keep' ? plan.current : plan, retired: [] };
  }

  const { cloud } = inputs;
  const { budget } = services;
  const scene = { application, applications, targets, lineage, policy, cloud, clock, budget };
  const first = await retireSecrets(plan.retireFirst, [], scene, log);
  progress.retired.push(...first);
  const { signInAudience, passwordCredentials } = application;
  if (plan.kind === 'add' && passwordCredentials.length - first.length >= maxSecrets(signInAudience)) {
    throw twoSecretLimitError(inputs, applicationId, passwordCredentials.map(describeSecret));
  }
  const current =
    plan.kind === 'keep' ? plan.current : await renew(plan, scene, inputs, services, journal, progress);
  const last = await retireSecrets(plan.retire, [current], scene, log);
  progress.retired.push(...last);
  return { ...outcome, secret: current, retired: [...first, ...last] };
}

/** How a warning is told: what is normal, or needs no action, is no warning. */
function warningLevel({ kind }: PlanWarning): 'info' | 'notice' | 'warning' {
  switch (kind) {
    case 'unmanaged':
      return 'info';
    case 'adopted-gone':
      return 'notice';
    default:
      return 'warning';
  }
}

/** Where client secrets are added and removed. */
interface Site {
  readonly applications: Applications;
  readonly application: Application;
}

/** Logs in, and finds the application. */
async function findApplication(inputs: Inputs, services: Services, progress: Progress): Promise<Site> {
  const { logIn, log, openLoginConnections } = services;
  const applications = await logIn();
  log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
  if (alwaysVerifies(inputs)) openLoginConnections(loginsPerVerification);
  const application = await applications.find(inputs.application);
  requireSeparateWorkloadIdentity(application, inputs);
  progress.application = application;
  const { applicationId, objectId, displayName: name } = application;
  log.info(`Found the application "${name}" (application ID ${applicationId}, object ID ${objectId}).`);
  return { applications, application };
}

/** Whether the run adds and verifies a secret, whatever it finds. */
function alwaysVerifies({ verify, dryRun, renewWithin }: Inputs): boolean {
  return verify && !dryRun && renewWithin === undefined;
}

async function createProvenance(
  { description, destinations, run }: Inputs,
  { random, repositoryId: findRepositoryId }: Services,
): Promise<Provenance> {
  const repositoryId = await findRepositoryId();
  if (repositoryId === undefined) throw repositoryIdUnknownError(run.repository);
  const surroundings = {
    apiHost: new URL(run.apiUrl).host,
    ownRepository: { name: run.repository, id: repositoryId },
  };
  return {
    description,
    repository: run.repository,
    digest: computeDigest({
      serverHost: new URL(run.serverUrl).host,
      repositoryId,
      destinations: destinations.map((spec) => identifyDestination(spec, surroundings)),
    }),
    run: { id: run.id, attempt: run.attempt },
    nonce: createNonce(random),
  };
}

function repositoryIdUnknownError(repository: string): ActionError {
  return new ActionError('repository-id-unknown', {
    problem: `The numeric ID of the repository ${repository} is not available, so its secrets cannot be distinguished from those of another repository of that name.`,
    likelyCause:
      'the runner is too old to set GITHUB_REPOSITORY_ID, and the OIDC token of this GitHub server has no claim `repository_id`.',
    remedy: 'update the runner, or the GitHub Enterprise Server.',
  });
}

function toPlanInput(
  { signInAudience, passwordCredentials }: Application,
  targets: readonly PreparedDestination[],
): PlanInput {
  const destinations = targets.map(({ destination: { label }, state }) => ({
    label,
    evidence: state?.evidence,
  }));
  return { signInAudience, passwordCredentials, destinations };
}

/** How long a run may take from adding a secret to storing it, in milliseconds, when the proof is quick. */
const defaultMaxStoreDelay = 30 * 60_000;

function toPolicy({ expires, renewWithin, retireAfter, adopt, verifyTimeout }: Inputs): Policy {
  const maxStoreDelay = Math.max(defaultMaxStoreDelay, verifyTimeout);
  return { expires, renewWithin, retireAfter, adopt, maxStoreDelay };
}
