import type { HandOverResult } from '../hand-over/hand-over.ts';
import type { Application } from '../entra/graph/application.ts';
import { requireSeparateWorkloadIdentity } from '../entra/graph/errors.ts';
import { readGraphTime, readPlanTime } from '../entra/plan-time.ts';
import type { Acknowledged } from '../plan/acknowledgement.ts';
import { isCompromised } from '../plan/compromised.ts';
import type { ManagedSecret } from '../plan/credentials.ts';
import { listRemovals, type Addition, type Keep } from '../plan/plan.ts';
import type { RetirableSecret } from '../plan/retirement.ts';
import { throwIfAny } from '../shared/action-error.ts';
import { settleAll } from '../shared/settle.ts';
import type { Progress, RotationContext, Services } from './context.ts';
import { addCompromisedState } from './compromised-errors.ts';
import { acknowledge } from './acknowledge.ts';
import { handOverSecret, opensIssue } from './hand-over.ts';
import type { Inputs } from './inputs.ts';
import type { Journal } from './journal.ts';
import { readLastUses } from './last-use.ts';
import { planAndReport } from './plan-and-report.ts';
import { createPolicy } from './policy.ts';
import { createProvenance } from './provenance.ts';
import { readCompromisedSecrets } from './read-compromised.ts';
import { failWithRehearsal, formatFinding, rehearse, type Finding } from './rehearse.ts';
import { removeCompromised, type CompromisedResult } from './remove-compromised.ts';
import { renew } from './renew.ts';
import { createRetirementCheck, retireSecrets } from './retire-secrets.ts';
import { prepareDestinations } from './store-secret.ts';
import { loginsPerVerification } from './verify-secret.ts';

/** What a run did, or in a dry run would do. */
export interface Outcome {
  readonly application: Application;
  readonly plan: Keep | Addition | Acknowledged;
  readonly dryRun: boolean;
  /** The secret that the destinations hold now, or would. */
  readonly secret: DescribedSecret;
  /** The destinations that hold the value, or would. */
  readonly destinationLinks: readonly DestinationLink[];
  /** The secrets that were removed. */
  readonly retired: readonly RetirableSecret[];
  /** What became of the compromised secrets; undefined without any, and in a dry run. */
  readonly compromised: CompromisedResult | undefined;
  /** How the hand-over ended; undefined without one, and in a dry run. */
  readonly handOver: HandOverResult | undefined;
  /** What would make the next renewal fail, in a run that adds nothing. */
  readonly findings: readonly Finding[];
}

/** A client secret without its value. */
interface DescribedSecret {
  /** Missing when a dry run would add it. */
  readonly keyId?: string;
  readonly displayName: string;
  /** Null when it never expires. */
  readonly endDateTime: Date | null;
}

/** A destination, and the web page that shows it. */
export interface DestinationLink {
  readonly label: string;
  /** Undefined when there is no such page. */
  readonly url: string | undefined;
}

/**
 * The main step: reads the current state, plans, adds a secret if one is needed, and removes those that are no longer needed.
 *
 * @param progress filled in as the run goes on, for the outputs of a run that fails
 * @throws ActionError of `acknowledge`, `workload-identity-is-application`, `repository-id-unknown`, `compromised-not-managed`,
 *   `two-secret-limit`, or as `renew` does;
 *   ActionError or ActionErrors of the login, of Graph and of the destinations
 */
export async function rotate(
  inputs: Inputs,
  services: Services,
  journal: Journal,
  progress: Progress,
): Promise<Outcome> {
  try {
    return await rotateOrFail(inputs, services, journal, progress);
  } catch (error) {
    throw addCompromisedState(error, inputs, progress);
  } finally {
    // From here on, the run itself says which are left.
    journal.setCompromised([]);
  }
}

async function rotateOrFail(
  inputs: Inputs,
  services: Services,
  journal: Journal,
  progress: Progress,
): Promise<Outcome> {
  const found = findApplication(inputs, services, progress);
  const [{ applications, application, lastUses }, destinations] = await settleAll([
    found,
    prepareDestinations(services),
    prepareHandOver(services),
  ]).catch((error: unknown) =>
    failWithRehearsal(error, found, { ...services, inputs }, readGraphTime(services)),
  );
  const time = readPlanTime(services);
  const provenance = await createProvenance(inputs, services);
  const policy = createPolicy(inputs);
  const prepared = { applications, application, destinations, lastUses };
  const context: RotationContext = {
    ...services,
    ...prepared,
    inputs,
    journal,
    progress,
    provenance,
    policy,
  };

  const { dryRun } = inputs;
  const outcome = {
    application,
    destinationLinks: destinations.map(({ label, url }) => ({ label, url })),
    dryRun,
    retired: progress.retired,
    compromised: undefined,
    handOver: undefined,
    findings: [],
  };
  if (inputs.acknowledge !== undefined) {
    const plan = await acknowledge(inputs.acknowledge, context, time);
    const findings = await rehearse(plan, context, time.now);
    if (dryRun) throwFindings(findings);
    warnAboutRenewal(findings, plan.nextRenewal, services);
    return { ...outcome, plan, secret: plan.current, handOver: progress.handOver, findings };
  }
  const plan = await planAndReport(context, time);
  progress.plan = plan;
  const rehearsal = rehearse(plan, context, time.now);
  if (dryRun) {
    await settleAll([recordDryRun(plan, context), rehearsal.then(throwFindings)]);
    return { ...outcome, plan, secret: plan.kind === 'keep' ? plan.current : plan };
  }
  if (plan.kind === 'add') await settleAll([rehearsal.then(throwFindings), prepareIssue(services)]);

  journal.setCompromised(
    listRemovals(plan)
      .filter(({ cause }) => cause === 'compromised')
      .map(({ secret: { keyId } }) => keyId),
  );
  await retire(plan.retireFirst, [], context);
  const secret = plan.kind === 'keep' ? plan.current : await renew(plan, context);
  const compromised = await removeCompromised(plan, secret, context);
  journal.setCompromised(compromised?.left.map((left) => left.secret.keyId) ?? []);
  await retire(plan.retire, plan.kind === 'add' ? [secret] : [], context);
  progress.handOver = await handOverSecret(secret, context, compromised);
  const findings = await rehearsal;
  warnAboutRenewal(findings, plan.nextRenewal, services);
  return { ...outcome, plan, secret, compromised, handOver: progress.handOver, findings };
}

function throwFindings(findings: readonly Finding[]): void {
  throwIfAny(findings.map(({ error }) => error));
}

function warnAboutRenewal(
  findings: readonly Finding[],
  nextRenewal: Date | undefined,
  { log }: Pick<Services, 'log'>,
): void {
  for (const finding of findings) log.warning(formatFinding(finding, nextRenewal));
}

/** Checks whether the hand-over is possible, before a secret is added. */
async function prepareHandOver({ loadHandOver }: Services): Promise<void> {
  await (await loadHandOver?.())?.prepare();
}

/** Checks whether the issue can be opened, as far as a run can see that before it opens one. */
async function prepareIssue({ loadHandOver }: Services): Promise<void> {
  await (await loadHandOver?.())?.prepareToOpen();
}

/** @param known secrets that this run added, and that a replica may not know yet */
async function retire(
  planned: readonly RetirableSecret[],
  known: readonly ManagedSecret[],
  context: RotationContext,
): Promise<void> {
  const confirm = createRetirementCheck(planned, known, context);
  context.progress.retired.push(...(await retireSecrets(planned, confirm, context)));
}

/** Records what a dry run would do beside the plan. */
async function recordDryRun(plan: Keep | Addition, context: RotationContext): Promise<void> {
  const { progress, loadHandOver } = context;
  progress.dryRun = {
    opensIssue: plan.kind === 'add' ? loadHandOver !== undefined : await opensIssue(plan.current, context),
  };
}

/** Logs in, finds the application, and reads when its secrets were last used if that is asked for. */
async function findApplication(
  inputs: Inputs,
  { logIn, log, openLoginConnections, budget, clock }: Services,
  progress: Progress,
): Promise<Pick<RotationContext, 'applications' | 'application' | 'lastUses'>> {
  const applications = await logIn();
  log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
  if (alwaysVerifies(inputs)) openLoginConnections(loginsPerVerification);
  const found = await applications.find(inputs.application);
  requireSeparateWorkloadIdentity(found, inputs);
  const application = await readCompromisedSecrets(found, applications, inputs, { clock, budget });
  progress.application = application;
  progress.compromised = application.passwordCredentials.filter((secret) => isCompromised(secret, inputs));
  const { applicationId, objectId, displayName } = application;
  log.info(
    `Found the application "${displayName}" (application ID ${applicationId}, object ID ${objectId}).`,
  );
  const lastUses = inputs.lastUse
    ? await readLastUses(applications, applicationId, { budget, log })
    : undefined;
  return { applications, application, lastUses };
}

/** Whether the run adds and verifies a secret in any case. */
function alwaysVerifies({ verify, dryRun, renewWithin }: Inputs): boolean {
  return verify && !dryRun && renewWithin === undefined;
}
