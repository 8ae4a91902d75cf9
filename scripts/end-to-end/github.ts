import type { JSONWebKeySet } from 'jose';
import * as v from 'valibot';
import { computePrefixes, type JobVariables } from './job.ts';

const discovery = v.object({ issuer: v.string(), jwks_uri: v.pipe(v.string(), v.url()) });
const rsaKey = v.object({ kty: v.literal('RSA'), kid: v.string(), n: v.string(), e: v.string() });
const keySet = v.object({ keys: v.pipe(v.array(rsaKey), v.minLength(1)) });
const subjectSettings = v.object({
  use_default: v.boolean(),
  include_claim_keys: v.optional(v.array(v.string()), []),
  sub_claim_prefix: v.optional(v.string()),
});

/** The public keys of an issuer, found through its discovery document, as Microsoft Entra ID does. */
export async function fetchKeys(issuer: string): Promise<JSONWebKeySet> {
  const found = v.parse(discovery, await fetchJson(`${issuer}/.well-known/openid-configuration`));
  if (found.issuer !== issuer) throw new Error(`The discovery document of ${issuer} is for ${found.issuer}.`);
  return v.parse(keySet, await fetchJson(found.jwks_uri));
}

/**
 * The prefix of the repository's subjects, from GitHub's REST API. `sub_claim_prefix` is missing where only the classic form exists.
 * The token needs the permission `actions: read`.
 * https://docs.github.com/rest/actions/oidc#get-the-customization-template-for-an-oidc-subject-claim-for-a-repository
 */
export async function fetchSubjectPrefix(job: JobVariables, token: string): Promise<string> {
  const { classic, immutable } = computePrefixes(job);
  const url = `${job.GITHUB_API_URL}/repos/${job.GITHUB_REPOSITORY}/actions/oidc/customization/sub`;
  const settings = v.parse(subjectSettings, await fetchJson(url, createHeaders(token)));
  const prefix = settings.sub_claim_prefix ?? classic;
  const isDefault = settings.use_default || settings.include_claim_keys.join() === 'repo,context';
  if (!isDefault || ![classic, immutable].includes(prefix)) {
    throw new Error(
      `This test does not support the subject claims of this repository: ${JSON.stringify(settings)}`,
    );
  }
  return prefix;
}

export function createHeaders(token: string): Record<string, string> {
  return {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'exalate-secret-action-end-to-end',
    'x-github-api-version': '2022-11-28',
  };
}

export async function fetchText(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}

export async function fetchJson(url: string, headers: Record<string, string> = {}): Promise<unknown> {
  return JSON.parse(await fetchText(url, headers));
}
