import * as v from 'valibot';
import { unreachableError } from '../http/errors.ts';
import { ActionError } from '../shared/action-error.ts';
import { parseJson } from '../shared/json.ts';
import { requestWithRetry, type HttpClient } from '../http/client.ts';
import { networkReason } from '../http/network-error.ts';

/** What the request for the token depends on. */
export interface IdTokenDependencies {
  readonly http: HttpClient;
  /** Called with the token before anything else is done with it. */
  readonly mask: (token: string) => void;
}

/**
 * Creates the request for the job's OIDC token. The token is requested once, on the first call.
 *
 * @param environment the runner's variables
 * @returns a function that returns the token, or throws ActionError `id-token-not-permitted`, `id-token-request-failed` or
 *   `response-too-large`
 */
export function createIdTokenRequest(
  audience: string,
  environment: Readonly<Record<string, string | undefined>>,
  dependencies: IdTokenDependencies,
): () => Promise<string> {
  let token: Promise<string> | undefined;
  return () => (token ??= requestIdToken(audience, environment, dependencies));
}

/** The response with the JSON Web Token. Source: GitHub's "OpenID Connect reference", on requests from scripts. */
const idTokenResponse = v.object({ value: v.pipe(v.string(), v.regex(/^[\w-]+(\.[\w-]+)*$/)) });

const httpsUrl = v.pipe(v.string(), v.url(), v.startsWith('https://'));

async function requestIdToken(
  audience: string,
  environment: Readonly<Record<string, string | undefined>>,
  { http, mask }: IdTokenDependencies,
): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } =
    environment;
  if (!requestUrl || !requestToken) throw notPermittedError();
  // The request token is never sent unencrypted.
  if (!v.is(httpsUrl, requestUrl))
    throw invalidVariableError('ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL');
  if (!/^[!-~]+$/.test(requestToken)) {
    throw invalidVariableError(
      'ACTIONS_ID_TOKEN_REQUEST_TOKEN contains characters that HTTP headers do not allow',
    );
  }
  const { host } = new URL(requestUrl);
  const url = `${requestUrl}&audience=${encodeURIComponent(audience)}`;
  const headers = { Authorization: `Bearer ${requestToken}`, Accept: 'application/json' };

  const response = await requestWithRetry(http, 'GitHub', url, { headers }).catch((error: unknown) => {
    throw unreachableError('id-token-request-failed', host, networkReason(error));
  });
  const parsed = v.safeParse(idTokenResponse, parseJson(response.text));
  if (parsed.success) mask(parsed.output.value);
  if (!parsed.success || response.status !== 200) throw refusedError(host, response.status);
  return parsed.output.value;
}

function notPermittedError(): ActionError {
  return new ActionError('id-token-not-permitted', {
    problem: 'This job cannot request an OIDC token from GitHub, so it cannot log in to Microsoft Entra ID.',
    likelyCause:
      'the workflow lacks the permission `id-token: write`, or it runs for a pull request from a fork, which never gets that permission.',
    remedy:
      'add this to the job, and to the calling job if this is a reusable workflow:\n  permissions:\n    id-token: write',
  });
}

/** @param problem the name of the variable, and what is wrong with it */
function invalidVariableError(problem: string): ActionError {
  return new ActionError('id-token-request-failed', {
    problem: `The variable ${problem}, so the action did not request an OIDC token.`,
    likelyCause: 'an earlier step of the job, or the configuration of the runner, changed the variable.',
    remedy: 'do not change this variable.',
  });
}

function refusedError(host: string, status: number): ActionError {
  if (status >= 300 && status < 400) {
    return new ActionError('id-token-request-failed', {
      problem: `${host} responded to the request for an OIDC token with a redirect (HTTP ${status}), which the action does not follow.`,
      likelyCause:
        'a proxy between the runner and GitHub responded in its place, for example with a sign-in page.',
      remedy: `on self-hosted runners, check that the proxy passes traffic for ${host} through; otherwise run the job again.`,
    });
  }
  const received = status === 200 ? 'a response without a token' : `HTTP ${status}`;
  return new ActionError('id-token-request-failed', {
    problem: `GitHub did not issue an OIDC token for this job: ${host} returned ${received}.`,
    likelyCause: 'a temporary outage at GitHub, or a proxy that responded in its place.',
    remedy: `run the job again, and check https://www.githubstatus.com. On self-hosted runners, check that the proxy passes traffic for ${host} through.`,
  });
}
