/**
 * Says what is wrong with the name of a GitHub secret; undefined when it is valid.
 * Source: GitHub's "Naming your secrets".
 */
export function validateSecretName(name: string): string | undefined {
  if (!/^\w*$/.test(name)) return 'may contain only letters, digits and underscores';
  if (/^\d/.test(name)) return 'must not start with a digit';
  if (/^GITHUB_/i.test(name)) return 'must not start with GITHUB_, which is reserved for GitHub';
  return undefined;
}
