import * as v from 'valibot';
import { unreachable } from '../http/errors.ts';
import { Failure } from '../shared/action-error.ts';
import { parseJson } from '../shared/json.ts';
import { isTooLarge, isTransient, networkReason, type Answer, type Send } from '../http/client.ts';
import { repeatedly, retryAfter, type Attempt, type RepeatEdges } from '../http/retry.ts';

/** What the request for the token takes from outside. */
export interface IdTokenEdges extends RepeatEdges {
  readonly send: Send;
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
export function idTokenFor(
  audience: string,
  environment: Readonly<Record<string, string | undefined>>,
  edges: IdTokenEdges,
): () => Promise<string> {
  let token: Promise<string> | undefined;
  return () => (token ??= requestIdToken(audience, environment, edges));
}

/** A JSON Web Token. Source: GitHub's "OpenID Connect reference", which shows how a job asks for it by hand. */
const issued = v.object({ value: v.pipe(v.string(), v.regex(/^[\w-]+(\.[\w-]+)*$/)) });

const httpsUrl = v.pipe(v.string(), v.url(), v.startsWith('https://'));

async function requestIdToken(
  audience: string,
  environment: Readonly<Record<string, string | undefined>>,
  edges: IdTokenEdges,
): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: permit } = environment;
  if (!address || !permit) throw notPermitted();
  // A token for tokens does not go out unencrypted.
  if (!v.is(httpsUrl, address)) throw noAddress();
  const url = `${address}&audience=${encodeURIComponent(audience)}`;
  const headers = { Authorization: `Bearer ${permit}`, Accept: 'application/json' };

  const attempt = async (): Promise<Attempt<Answer | string>> => {
    const answer = await edges.send(url, { headers }).catch((error: unknown) => networkReason(error));
    if (typeof answer === 'string') {
      const setback = isTransient(answer) ? { name: answer, announced: undefined } : undefined;
      return { result: answer, setback };
    }
    const { status } = answer;
    const passing = status === 408 || status === 429 || status >= 500;
    const setback = { name: `HTTP ${status}`, announced: retryAfter(answer.headers) };
    return { result: answer, setback: passing ? setback : undefined };
  };

  const answer = await repeatedly('GitHub', attempt, edges);
  if (typeof answer === 'string') throw noAnswer(new URL(address).host, answer);
  const parsed = v.safeParse(issued, parseJson(answer.text));
  if (!parsed.success) throw refused(new URL(address).host, answer.status);
  edges.mask(parsed.output.value);
  if (answer.status !== 200) throw refused(new URL(address).host, answer.status);
  return parsed.output.value;
}

function notPermitted(): Failure {
  return new Failure('id-token-not-permitted', {
    happened: 'The job may not ask GitHub for an OIDC token, so it cannot log in to Microsoft Entra ID.',
    likely:
      'the workflow lacks the permission `id-token: write`, or it runs for a pull request from a fork, which never gets it.',
    fix: 'add this to the job, and to the calling one if this is a reusable workflow:\n  permissions:\n    id-token: write',
  });
}

function noAddress(): Failure {
  return new Failure('id-token-request-failed', {
    happened:
      'The variable ACTIONS_ID_TOKEN_REQUEST_URL is not an https address, so the action did not ask for an OIDC token.',
    likely: 'an earlier step of the job, or the configuration of the runner, has changed the variable.',
    fix: 'leave the variable as GitHub sets it.',
  });
}

function noAnswer(host: string, reason: string): Failure {
  const code = 'id-token-request-failed';
  if (isTooLarge(reason)) return unreachable(code, host, reason);
  return new Failure(code, {
    happened: `GitHub did not issue an OIDC token for this job: ${host} could not be reached (${reason}).`,
    likely: 'a temporary outage at GitHub, or a proxy or firewall that the runner cannot get through.',
    fix: `run the job again; see https://www.githubstatus.com. On your own runners, allow the host ${host}.`,
  });
}

function refused(host: string, status: number): Failure {
  if (status >= 300 && status < 400) {
    return new Failure('id-token-request-failed', {
      happened: `${host}, asked for an OIDC token, answered with a redirect to another address (HTTP ${status}), which the action does not follow.`,
      likely:
        'a proxy between the runner and GitHub answers in its place, for example with a page to sign in.',
      fix: `on your own runners, check that the proxy passes ${host} through; otherwise run the job again.`,
    });
  }
  const received = status === 200 ? 'an answer without a token' : `HTTP ${status}`;
  return new Failure('id-token-request-failed', {
    happened: `GitHub did not issue an OIDC token for this job: ${host} answered with ${received}.`,
    likely: 'a temporary outage at GitHub, or a proxy that answers in its place.',
    fix: `run the job again; see https://www.githubstatus.com. On your own runners, check that the proxy passes ${host} through.`,
  });
}
