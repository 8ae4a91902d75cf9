import type { SandboxResponse } from '../../network/http.ts';
import type { Access } from './access.ts';
import { refuse } from './refusal.ts';

/** What an organization demands of the tokens that are used for it. https://docs.github.com/organizations/managing-programmatic-access-to-your-organization */
export interface Policy {
  readonly forbidsClassicTokens?: boolean;
  readonly forbidsFineGrainedTokens?: boolean;
  /** How many days a personal access token may be valid. */
  readonly maxLifetimeDays?: number;
  /** Whether personal access tokens must be authorized for SAML single sign-on. */
  readonly singleSignOn?: boolean;
  /** Whether there is an IP allow list. The runner's address is never in it. */
  readonly ipAllowList?: boolean;
}

/** The link that authorizes a token holds a token of its own. */
export const authorizationRequest = 'AB3X5SANDBOX0REQUESTQ7KLM2N';

/**
 * How GitHub refuses a token because of a policy; undefined if it does not. The words are those of public reports:
 * refined-github 6951, mislav/hub 3363, NixOS/org 247, aquasecurity/trivy 10567, cli/cli 2661.
 */
export function findPolicyRefusal(
  { kind, expiry, signedOnTo = [] }: Access,
  organization: { readonly name: string; readonly policy: Policy } | undefined,
): SandboxResponse | undefined {
  if (organization === undefined) return undefined;
  const { name, policy } = organization;
  if (policy.ipAllowList === true) {
    return refuse(
      403,
      `Although you appear to have the correct authorization credentials, the \`${name}\` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.`,
    );
  }
  if (kind === 'integration') return undefined;
  const classic = kind === 'personal access token (classic)';
  if (classic && policy.forbidsClassicTokens === true) {
    const others =
      policy.forbidsFineGrainedTokens === true
        ? 'GitHub App, or an OAuth App'
        : 'GitHub App, OAuth App, or a personal access token with fine-grained permissions';
    return refuse(
      403,
      `\`${name}\` forbids access via a personal access token (classic). Please use a ${others}.`,
    );
  }
  if (!classic && policy.forbidsFineGrainedTokens === true) {
    return refuse(
      403,
      `\`${name}\` forbids access via a personal access token with fine-grained permissions. Please use a GitHub App, or an OAuth App.`,
    );
  }
  const { maxLifetimeDays = Infinity } = policy;
  if (maxLifetimeDays < (expiry?.lifetimeDays ?? Infinity)) {
    const [tokens, page] = classic
      ? ['personal access token (classic)', 'tokens/4277325']
      : ['fine-grained personal access tokens', 'personal-access-tokens/4277325'];
    return refuse(
      403,
      `The '${name}' organization forbids access via a ${tokens} if the token's lifetime is greater than ${maxLifetimeDays} days. Please adjust your token's lifetime at the following URL: https://github.com/settings/${page}`,
    );
  }
  if (policy.singleSignOn === true && !signedOnTo.includes(name)) {
    const url = `https://github.com/orgs/${name}/sso?authorization_request=${authorizationRequest}`;
    return refuse(
      403,
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      { 'x-github-sso': `required; url=${url}` },
    );
  }
  return undefined;
}
