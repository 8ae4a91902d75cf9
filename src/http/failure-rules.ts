import { ActionError, type ErrorCode, type Explanation } from '../shared/action-error.ts';
import { foreignResponseError, unreachableError } from './errors.ts';
import {
  describeFailure,
  readFailureRetryAfter,
  type FailedOperation,
  type FailedResponse,
  type FailingService,
  type RequestFailure,
} from './failure.ts';
import { isTransientReason } from './network-error.ts';
import { briefRetries, briefWait, isTransientStatus, type RetryReason } from './retry.ts';

/**
 * What an error of a service means: one row of the table of that service. A condition that is left out matches every error; the
 * first row that matches counts.
 */
export interface FailureRule<TContext> {
  readonly status?: number | readonly number[];
  /** One of these codes, at any depth. */
  readonly code?: string | readonly string[];
  readonly message?: RegExp;
  /** The name of a header that the response has, in lower case. */
  readonly header?: string;
  /**
   * Whether the same request may succeed later: `yes` within the time budget, `briefly` within a few seconds, `throttled` when
   * there are too many requests, or a function that says how long to wait. Without it, the failure is final, whatever its
   * status says.
   */
  readonly retry?: 'yes' | 'briefly' | 'throttled' | ((failure: FailedResponse) => RetryReason);
  /** Explains the failure for an administrator. Without it, or when it returns undefined, the error quotes the service. */
  readonly explain?: (context: TContext, failure: FailedResponse) => CodedExplanation | undefined;
}

/** The parts of an error. */
export type CodedExplanation = Explanation & { readonly code: ErrorCode };

/** Explains the failures that a rule matches. */
export type Explain<TContext> = (context: TContext, failure: FailedResponse) => CodedExplanation;

/** Finds the first rule that matches an error in the format of the service. */
export function findRule<TContext>(
  { status, headers, error }: FailedResponse,
  rules: readonly FailureRule<TContext>[],
): FailureRule<TContext> | undefined {
  if (error === undefined) return undefined;
  return rules.find(
    (rule) =>
      (rule.status === undefined || [rule.status].flat().includes(status)) &&
      (rule.code === undefined || [rule.code].flat().some((code) => error.codes.includes(code))) &&
      (rule.message === undefined || rule.message.test(error.message)) &&
      (rule.header === undefined || rule.header in headers),
  );
}

/** Whether one of the rules matches. */
export function matchesRule(failure: RequestFailure, ...rules: readonly FailureRule<never>[]): boolean {
  return !('network' in failure) && findRule(failure, rules) !== undefined;
}

/** Decides whether the same request may succeed later. A rule decides before the status does. */
function decideRetry(
  failure: FailedResponse,
  rules: readonly FailureRule<never>[],
): FailureRule<never>['retry'] {
  const rule = findRule(failure, rules);
  if (rule !== undefined) return rule.retry;
  if (failure.status === 429) return 'throttled';
  return isTransientStatus(failure.status) ? 'yes' : undefined;
}

/** Finds out why the same request may succeed later; undefined when it would not. */
export function findFailureRetryReason(
  failure: RequestFailure,
  rules: readonly FailureRule<never>[],
): RetryReason | undefined {
  const name = describeFailure(failure);
  const retryAfterMs = readFailureRetryAfter(failure);
  if ('network' in failure) return isTransientReason(failure.network) ? { name, retryAfterMs } : undefined;
  const retry = decideRetry(failure, rules);
  switch (retry) {
    case undefined:
      return undefined;
    case 'yes':
      return { name, retryAfterMs };
    case 'throttled':
      return { name, retryAfterMs, isThrottled: true };
    case 'briefly':
      return { name, retryAfterMs: retryAfterMs ?? briefWait, maxRetries: briefRetries };
    default:
      return retry(failure);
  }
}

/** Explains a failure by the first rule that matches; otherwise in the words of the service, without naming a cause. */
export function explainFailure<TContext>(
  failure: RequestFailure,
  rules: readonly FailureRule<TContext>[],
  context: TContext,
  failedOperation: FailedOperation,
): ActionError {
  const { service, host, operation } = failedOperation;
  if ('network' in failure) return unreachableError(service.unreachable, host, failure.network);
  const rule = findRule(failure, rules);
  const explained = rule?.explain?.(context, failure);
  if (explained !== undefined) return new ActionError(explained.code, explained);
  const { error } = failure;
  const retry = decideRetry(failure, rules);
  const isTemporary = retry !== undefined && retry !== 'briefly';
  if (error === undefined && !isTemporary) return foreignResponseError(failure, failedOperation);
  const problem = `${service.name} returned ${formatReceived(failure, service)} when asked to ${operation}.${formatQuote(failure, service)}`;
  if (isTemporary) {
    return new ActionError(service.failed, {
      problem,
      likelyCause: findTemporaryCause(failure, retry, service),
      remedy: `run the job again in a few minutes. If the error persists, see ${service.statusPage}.`,
    });
  }
  return new ActionError(service.failed, {
    problem,
    likelyCause: `unknown. The action has no explanation for this response from ${service.name}.`,
    remedy:
      error?.quote === undefined
        ? `look up the status and code in the documentation of ${service.name}. If that does not help, contact ${service.support} with the lines above.`
        : `fix the problem that the message describes. If you cannot, contact ${service.support} with the lines above.`,
  });
}

function findTemporaryCause(
  { status, error }: FailedResponse,
  retry: FailureRule<never>['retry'],
  { name }: FailingService,
): string {
  if (retry === 'throttled') return 'too many requests at the same time.';
  if (error === undefined) return `a temporary outage of ${name}, or a proxy that responded in its place.`;
  return status === 409
    ? 'two changes of the same object at the same time.'
    : 'a temporary outage, or too many requests at the same time.';
}

/** What was received: `HTTP 403, Authorization_RequestDenied (request ID …)`. */
export function formatReceived(failure: FailedResponse, { requestIdName }: FailingService): string {
  const { requestId } = failure;
  return `${describeFailure(failure)}${requestId === undefined ? '' : ` (${requestIdName} ${requestId})`}`;
}

/** A sentence with the message of the service, with a leading blank; '' when it must not be printed. */
export function formatQuote({ error }: FailedResponse, { name }: Pick<FailingService, 'name'>): string {
  return error?.quote === undefined ? '' : ` Message from ${name}: "${error.quote}"`;
}
