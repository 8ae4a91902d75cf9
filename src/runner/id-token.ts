import * as v from 'valibot';
import { unreachableError } from '../http/errors.ts';
import { ActionError } from '../shared/action-error.ts';
import { parseJson } from '../shared/json.ts';
import { requestWithRetry, type HttpClient } from '../http/client.ts';
import { isTooLarge, networkReason } from '../http/network-error.ts';

/** What the request for the token takes from outside. */
export interface IdTokenDependencies {
  readonly http: HttpClient;
  /** Called with the token before anything else is done with it. */
  readonly mask: (token: string) => void;
}

/**
 * The job's OIDC token, asked for once: Entra's client wants it several times for one login.
 *
 * @param environment the runner's variables
 * @returns a function that answers the token, or throws Failure `id-token-not-permitted`, `id-token-request-failed` or
 * `response-too-large`
 */
export function createIdTokenRequest(
  audience: string,
  environment: Readonly<Record<string, string | undefined>>,
  dependencies: IdTokenDependencies,
): () => Promise<string> {
  let token: Promise<string> | undefined;
  return () => (token ??= requestIdToken(audience, environment, dependencies));
}

/** A JSON Web Token. Source: GitHub's "OpenID Connect reference", which shows how a job asks for it by hand. */
const idTokenResponse = v.object({ value: v.pipe(v.string(), v.regex(/^[\w-]+(\.[\w-]+)*$/)) });

const httpsUrl = v.pipe(v.string(), v.url(), v.startsWith('https://'));

async function requestIdToken(
  audience: string,
  environment: Readonly<Record<string, string | undefined>>,
  { http, mask }: IdTokenDependencies,
): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: permit } = environment;
  if (!address || !permit) throw notPermittedError();
  // A token for tokens does not go out unencrypted.
  if (!v.is(httpsUrl, address)) throw invalidUrlError();
  const url = `${address}&audience=${encodeURIComponent(audience)}`;
  const headers = { Authorization: `Bearer ${permit}`, Accept: 'application/json' };

  const answer = await requestWithRetry(http, 'GitHub', url, { headers }).catch((error: unknown) =>
    networkReason(error),
  );
  if (typeof answer === 'string') throw noResponseError(new URL(address).host, answer);
  const parsed = v.safeParse(idTokenResponse, parseJson(answer.text));
  if (!parsed.success) throw refusedError(new URL(address).host, answer.status);
  mask(parsed.output.value);
  if (answer.status !== 200) throw refusedError(new URL(address).host, answer.status);
  return parsed.output.value;
}

function notPermittedError(): ActionError {
  return new ActionError('id-token-not-permitted', {
    problem: 'The job may not ask GitHub for an OIDC token, so it cannot log in to Microsoft Entra ID.',
    likelyCause:
      'the workflow lacks the permission `id-token: write`, or it runs for a pull request from a fork, which never gets it.',
    remedy:
      'add this to the job, and to the calling one if this is a reusable workflow:\n  permissions:\n    id-token: write',
  });
}

function invalidUrlError(): ActionError {
  return new ActionError('id-token-request-failed', {
    problem:
      'The variable ACTIONS_ID_TOKEN_REQUEST_URL is not an https address, so the action did not ask for an OIDC token.',
    likelyCause: 'an earlier step of the job, or the configuration of the runner, has changed the variable.',
    remedy: 'leave the variable as GitHub sets it.',
  });
}

function noResponseError(host: string, reason: string): ActionError {
  const code = 'id-token-request-failed';
  if (isTooLarge(reason)) return unreachableError(code, host, reason);
  return new ActionError(code, {
    problem: `GitHub did not issue an OIDC token for this job: ${host} could not be reached (${reason}).`,
    likelyCause: 'a temporary outage at GitHub, or a proxy or firewall that the runner cannot get through.',
    remedy: `run the job again; see https://www.githubstatus.com. On your own runners, allow the host ${host}.`,
  });
}

function refusedError(host: string, status: number): ActionError {
  if (status >= 300 && status < 400) {
    return new ActionError('id-token-request-failed', {
      problem: `${host}, asked for an OIDC token, answered with a redirect to another address (HTTP ${status}), which the action does not follow.`,
      likelyCause:
        'a proxy between the runner and GitHub answers in its place, for example with a page to sign in.',
      remedy: `on your own runners, check that the proxy passes ${host} through; otherwise run the job again.`,
    });
  }
  const received = status === 200 ? 'an answer without a token' : `HTTP ${status}`;
  return new ActionError('id-token-request-failed', {
    problem: `GitHub did not issue an OIDC token for this job: ${host} answered with ${received}.`,
    likelyCause: 'a temporary outage at GitHub, or a proxy that answers in its place.',
    remedy: `run the job again; see https://www.githubstatus.com. On your own runners, check that the proxy passes ${host} through.`,
  });
}
