import { Failure } from './support/failure.ts';

/** What the runner's toolkit offers for OIDC. */
export interface IdTokenIssuer {
  /** Asks GitHub for this job's OIDC token, and masks it. */
  getIDToken(audience: string): Promise<string>;
}

/**
 * The job's OIDC token, asked for once: Entra's client wants it several times for one login.
 *
 * @param deadline how long GitHub may take, in milliseconds: the toolkit puts no limit on its request
 * @returns a function that answers the token, or throws Failure `id-token-not-permitted` or `id-token-request-failed`
 */
export function idTokenFor(
  audience: string,
  issuer: IdTokenIssuer,
  environment: Readonly<Record<string, string | undefined>>,
  deadline: () => number,
): () => Promise<string> {
  let token: Promise<string> | undefined;
  return () => (token ??= requestIdToken(audience, issuer, environment, deadline()));
}

async function requestIdToken(
  audience: string,
  issuer: IdTokenIssuer,
  environment: Readonly<Record<string, string | undefined>>,
  patience: number,
): Promise<string> {
  const url = environment['ACTIONS_ID_TOKEN_REQUEST_URL'];
  if (!url || !environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN']) {
    throw new Failure('id-token-not-permitted', {
      happened: 'The job may not ask GitHub for an OIDC token, so it cannot log in to Microsoft Entra ID.',
      likely:
        'the workflow lacks the permission `id-token: write`, or it runs for a pull request from a fork, which never gets it.',
      fix: 'add this to the job, and to the calling one if this is a reusable workflow:\n  permissions:\n    id-token: write',
    });
  }
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer in time'));
    }, patience);
  });
  try {
    return await Promise.race([issuer.getIDToken(audience), tooLate]);
  } catch {
    throw new Failure('id-token-request-failed', {
      happened: 'GitHub did not issue an OIDC token for this job.',
      likely: 'a disturbance at GitHub, or a proxy or firewall that the runner cannot get through.',
      fix: `run the job again; see https://www.githubstatus.com. On your own runners, allow the host ${new URL(url).host}.`,
    });
  } finally {
    clearTimeout(timer);
  }
}
