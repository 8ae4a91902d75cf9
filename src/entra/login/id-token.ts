import * as v from 'valibot';
import type { HttpClient, HttpResponse } from '../../http/client.ts';
import type { FailingService, ParsedServiceError } from '../../http/failure.ts';
import { explainFailure } from '../../http/failure-rules.ts';
import { requestValue } from '../../http/request-value.ts';
import { ActionError } from '../../shared/action-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { parseJson } from '../../shared/json.ts';

/** What the request for the token depends on. */
export interface IdTokenDependencies {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Called with the token before anything else is done with it. */
  readonly mask: (token: string) => void;
}

/** How long a token is used, in milliseconds. GitHub issues it for five minutes, and a login takes up to 20 seconds. */
const maxAge = 4 * 60_000;

/**
 * Creates the request for the job's OIDC token. Calls within four minutes share one token.
 *
 * @param environment the runner's variables
 * @returns a function that returns the token, or throws ActionError `id-token-not-permitted`, `id-token-request-failed`,
 *   `response-not-from-service` or `response-too-large`
 */
export function createIdTokenRequest(
  audience: string,
  environment: Readonly<Record<string, string | undefined>>,
  dependencies: IdTokenDependencies,
): () => Promise<string> {
  let last: { readonly token: Promise<string>; readonly requestedAt: number } | undefined;
  return () => {
    const now = dependencies.clock.now().getTime();
    if (last === undefined || now - last.requestedAt >= maxAge) {
      last = { token: requestIdToken(audience, environment, dependencies), requestedAt: now };
    }
    return last.token;
  };
}

const tokenService: FailingService = {
  name: "GitHub's OIDC token service",
  unreachable: 'id-token-request-failed',
  failed: 'id-token-request-failed',
  statusPage: 'https://www.githubstatus.com',
  support: 'GitHub Support',
  requestIdName: 'request ID',
};

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

  const result = await requestValue(
    http,
    url,
    { headers },
    {
      service: 'GitHub',
      read: (response) => readToken(response, mask),
      parseError: parseTokenError,
      rules: [],
    },
  );
  if ('value' in result) return result.value;
  throw explainFailure(result.failure, [], undefined, {
    service: tokenService,
    host,
    operation: 'issue an OIDC token for this job',
  });
}

/** Masks the token in a response of any status. */
function readToken({ status, text }: HttpResponse, mask: (token: string) => void): string | undefined {
  const parsed = v.safeParse(idTokenResponse, parseJson(text));
  if (!parsed.success) return undefined;
  mask(parsed.output.value);
  return status === 200 ? parsed.output.value : undefined;
}

const errorBody = v.looseObject({ message: v.fallback(v.string(), '') });

function parseTokenError({ status, text }: HttpResponse): ParsedServiceError | undefined {
  const body = v.safeParse(errorBody, parseJson(text));
  if (!body.success) return undefined;
  const codes = status === 200 ? ['a response without a token'] : [];
  return { codes, message: body.output.message };
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
    remedy: 'remove that change: only the runner may set this variable.',
  });
}
