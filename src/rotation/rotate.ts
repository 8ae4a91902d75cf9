import { identityOf } from '../destinations/identity.ts';
import type { Application } from '../entra/application.ts';
import type { Applications } from '../entra/applications.ts';
import { expectOtherThanWorkloadIdentity, twoSecretLimit } from '../entra/graph-errors.ts';
import type { Inputs } from './inputs.ts';
import { momentsOf } from '../entra/moments.ts';
import { newProgress, type Outcome, type Progress } from './outcome.ts';
import { concernsAbout, type Concern } from '../plan/warnings.ts';
import { isBeyondPortalCap } from '../shared/duration.ts';
import { createNonce, digestOf, type Provenance } from '../plan/lineage.ts';
import { planRotation, roomIn, type Facts, type Policy } from '../plan/plan.ts';
import { renew } from './renew.ts';
import { retire } from './retire-secrets.ts';
import type { Journal } from './journal.ts';
import { prepareAll, type Target } from './store-secret.ts';
import { Failure } from '../shared/action-error.ts';
import { together } from '../shared/settle.ts';
import { concernInWords, describeSecret, planInWords } from './messages.ts';
import type { World } from './services.ts';

/**
 * The story of a run: what is there, what is to be done about it, and doing it. A secret is added when one is needed,
 * and what nothing needs any more is removed.
 *
 * @param progress is told what is known as soon as it is
 * @throws Failure or Failures
 */
export async function rotate(
  inputs: Inputs,
  world: World,
  journal: Journal,
  progress: Progress = newProgress(),
): Promise<Outcome> {
  const { log, clock } = world;
  const found = find(inputs, world, progress);
  const [{ applications, application }, targets] = await together([found, prepare(world)]);
  const { applicationId } = application;

  const moments = momentsOf(world);
  const { now } = moments;
  const lineage = await provenanceOf(inputs, world);
  const facts = factsOf(application, targets);
  const policy = policyOf(inputs);
  const plan = planRotation(facts, lineage, policy, moments);
  if (plan.kind === 'no-room') {
    throw twoSecretLimit(inputs, applicationId, plan.occupants.map(describeSecret));
  }
  progress.plan = plan;
  const labels = targets.map(({ destination: { label } }) => label);
  for (const line of planInWords(plan, labels, inputs.dryRun)) log.info(line);
  if (plan.kind === 'add' && isBeyondPortalCap(plan.endDateTime, now)) {
    log.warning(
      '`expires` is later than 24 months from now, the longest lifetime that the portal offers: check your policy.',
    );
  }
  for (const concern of concernsAbout(facts, lineage, policy, plan, now)) {
    log[levelOf(concern)](concernInWords(concern));
  }

  const holders = targets.map(({ destination: { label, page } }) => ({ label, page }));
  const outcome = { application, plan, holders, dryRun: inputs.dryRun };
  if (inputs.dryRun) {
    return { ...outcome, secret: plan.kind === 'keep' ? plan.current : plan, retired: [] };
  }

  const { cloud } = inputs;
  const { budget } = world;
  const scene = { application, applications, targets, lineage, policy, cloud, clock, budget };
  const first = await retire(plan.retireFirst, [], scene, log);
  progress.retired.push(...first);
  const { signInAudience, passwordCredentials } = application;
  if (plan.kind === 'add' && passwordCredentials.length - first.length >= roomIn(signInAudience)) {
    throw twoSecretLimit(inputs, applicationId, passwordCredentials.map(describeSecret));
  }
  const current =
    plan.kind === 'keep' ? plan.current : await renew(plan, scene, inputs, world, journal, progress);
  const last = await retire(plan.retire, [current], scene, log);
  progress.retired.push(...last);
  return { ...outcome, secret: current, retired: [...first, ...last] };
}

/** How a concern is told: what is normal, or needs no action, is no warning. */
function levelOf({ kind }: Concern): 'info' | 'notice' | 'warning' {
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
async function find(inputs: Inputs, { logIn, log }: World, progress: Progress): Promise<Site> {
  const applications = await logIn();
  log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
  const application = await applications.find(inputs.application);
  expectOtherThanWorkloadIdentity(application, inputs);
  progress.application = application;
  const { applicationId, objectId, displayName: name } = application;
  log.info(`Found the application "${name}" (application ID ${applicationId}, object ID ${objectId}).`);
  return { applications, application };
}

/** Asks the destinations while Entra sees to the login, whose code has to be loaded first. */
async function prepare(world: World): Promise<readonly Target[]> {
  await world.idToken().catch(() => undefined);
  return prepareAll(world);
}

async function provenanceOf(
  { description, destinations, run }: Inputs,
  { random, repositoryId: findRepositoryId }: World,
): Promise<Provenance> {
  const repositoryId = await findRepositoryId();
  if (repositoryId === undefined) throw repositoryIdUnknown(run.repository);
  const surroundings = {
    apiHost: new URL(run.apiUrl).host,
    ownRepository: { name: run.repository, id: repositoryId },
  };
  return {
    description,
    repository: run.repository,
    digest: digestOf({
      serverHost: new URL(run.serverUrl).host,
      repositoryId,
      destinations: destinations.map((spec) => identityOf(spec, surroundings)),
    }),
    run: { id: run.id, attempt: run.attempt },
    nonce: createNonce(random),
  };
}

function repositoryIdUnknown(repository: string): Failure {
  return new Failure('repository-id-unknown', {
    happened: `The numeric ID of the repository ${repository} is not available, so its secrets cannot be distinguished from those of another repository of that name.`,
    likely:
      'the runner is too old to set GITHUB_REPOSITORY_ID, and the OIDC token of this GitHub server has no claim `repository_id`.',
    fix: 'update the runner, or the GitHub Enterprise Server.',
  });
}

function factsOf({ signInAudience, passwordCredentials }: Application, targets: readonly Target[]): Facts {
  const places = targets.map(({ destination: { label }, state }) => ({ label, evidence: state?.evidence }));
  return { signInAudience, passwordCredentials, places };
}

/** How long a run may take from adding a secret to storing it, in milliseconds, when the proof is quick. */
const quickRun = 30 * 60_000;

function policyOf({ expires, renewWithin, retireAfter, adopt, verifyTimeout }: Inputs): Policy {
  const longestWrite = Math.max(quickRun, verifyTimeout);
  return { expires, renewWithin, retireAfter, adopt, longestWrite };
}
