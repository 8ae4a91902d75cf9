import type { SecretRequest } from '../entra/graph/renewal-findings.ts';
import type { Acknowledged } from '../plan/acknowledgement.ts';
import { hasRoomAt, listRemovals, type Addition, type Keep } from '../plan/plan.ts';
import { ActionError, ActionErrors, toActionErrors } from '../shared/action-error.ts';
import { resolveExpiry } from '../shared/duration.ts';
import { formatDay, formatTimestamp } from '../shared/timestamp.ts';
import type { ApplicationContext, RotationContext, TokenExpiry } from './context.ts';
import type { Inputs } from './inputs.ts';
import { createLimitError } from './two-secret-limit.ts';

/** A problem that makes a renewal fail. */
export interface Finding {
  readonly error: ActionError;
  /** When a person must have fixed it; undefined when no renewal is due. */
  readonly deadline: Date | undefined;
}

/**
 * Checks whether the next renewal would work: the one of this run, or a later one. A check that fails finds nothing.
 *
 * @param now by Microsoft Graph's clock
 */
export async function rehearse(
  plan: Keep | Addition | Acknowledged,
  context: RotationContext,
  now: Date,
): Promise<readonly Finding[]> {
  if (plan.kind === 'add') return rehearseAddition(context, now);
  const { nextRenewal } = plan;
  // A run that acknowledges adds nothing, even when a renewal is due.
  const at = nextRenewal !== undefined && nextRenewal > now ? nextRenewal : now;
  const request = { at, endDateTime: resolveExpiry(context.inputs.expires, at) };
  return [...(await findProblems(request, nextRenewal, true, context)), ...findMissingRoom(plan, context)];
}

/**
 * Adds to an error that ends a run before it has a plan what else would make it fail.
 *
 * @param found rejects when the application was not found
 * @throws the error; ActionErrors when there are others
 */
export async function failWithRehearsal(
  error: unknown,
  found: Promise<Pick<ApplicationContext, 'applications' | 'application'>>,
  context: Omit<RehearsalContext, 'applications' | 'application'>,
  now: Date,
): Promise<never> {
  const [result] = await Promise.allSettled([found]);
  const isRehearsed = result.status === 'fulfilled' && context.inputs.acknowledge === undefined;
  const findings = isRehearsed ? await rehearseAddition({ ...context, ...result.value }, now) : [];
  if (findings.length === 0) throw error;
  throw new ActionErrors([...toActionErrors(error), ...findings.map((finding) => finding.error)]);
}

/** What rehearsing an addition depends on. */
interface RehearsalContext extends Pick<
  ApplicationContext,
  'applications' | 'application' | 'log' | 'readTokenExpiries'
> {
  readonly inputs: Pick<Inputs, 'dryRun' | 'acknowledge' | 'expires'>;
}

/**
 * Graph itself refuses a secret that it does not allow. So a run that adds one waits for these answers only when it may read the
 * policies: then it reports all problems at once.
 */
function rehearseAddition(context: RehearsalContext, now: Date): Promise<readonly Finding[]> {
  const { inputs, applications } = context;
  const request = { at: now, endDateTime: resolveExpiry(inputs.expires, now) };
  return findProblems(request, now, inputs.dryRun || applications.canReadPolicies(), context);
}

async function findProblems(
  request: SecretRequest,
  deadline: Date | undefined,
  asksGraph: boolean,
  { applications, application, log, readTokenExpiries }: RehearsalContext,
): Promise<readonly Finding[]> {
  const expiring = readTokenExpiries()
    .filter(({ expires }) => expires <= request.at)
    .map((token) => ({ error: tokenExpiresError(token, request.at), deadline: token.expires }));
  if (!asksGraph) return expiring;
  const { errors, unknown } = await applications.checkRenewal(application, request);
  for (const subject of unknown) {
    log.info(
      `Microsoft Graph did not show ${subject}, so this run could not check them for the next renewal.`,
    );
  }
  return [...errors.map((error) => ({ error, deadline })), ...expiring];
}

function findMissingRoom(plan: Keep | Acknowledged, context: RotationContext): readonly Finding[] {
  const { application, destinations, lastUses, policy, provenance } = context;
  const { nextRenewal } = plan;
  if (nextRenewal === undefined) return [];
  const removed = listRemovals(plan).map(({ secret }) => secret.keyId);
  const left = application.passwordCredentials.filter(({ keyId }) => !removed.includes(keyId));
  const input = { ...application, passwordCredentials: left, destinations, lastUses };
  if (hasRoomAt(nextRenewal, input, provenance, policy)) return [];
  return [{ error: createLimitError(left, context), deadline: nextRenewal }];
}

function tokenExpiresError({ input, expires }: TokenExpiry, at: Date): ActionError {
  return new ActionError('github-token-expires', {
    problem: `The GitHub token in \`${input}\` expires at ${formatTimestamp(expires)}, before the next renewal at ${formatTimestamp(at)}.`,
    likelyCause: 'it is a personal access token with an expiration date.',
    remedy: `before it expires, create a token with the same permissions, and store it in the secret that the workflow passes to \`${input}\`.`,
  });
}

/** Formats a problem of a later renewal as a warning. */
export function formatFinding({ error }: Finding, nextRenewal: Date | undefined): string {
  const due = nextRenewal === undefined ? '' : `, due on ${formatDay(nextRenewal)},`;
  return `The next renewal${due} would fail with ${error.message}`;
}
