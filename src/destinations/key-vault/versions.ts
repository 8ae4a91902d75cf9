import { createHash } from 'node:crypto';
import type { SecretProperties } from '@azure/keyvault-secrets';
import type { DestinationState } from '../destination.ts';

/** Whether a version is one of this secret, as far as its ID says. */
export function isVersionOf(
  { vaultUrl, name, version }: SecretProperties,
  vault: string,
  secretName: string,
): boolean {
  if (version === undefined) return true;
  return vaultUrl === new URL(vault).origin && name.toLowerCase() === secretName.toLowerCase();
}

/**
 * Describes the state of a secret by its versions.
 *
 * The revision is a digest of their names: only a write adds a version. Disabling a version or changing its tags leaves
 * its name as it is, so neither counts as a write.
 *
 * @param listed a version that cannot be read has no time
 * @returns undefined when there are versions, and none of them can be read
 */
export function describeVersions(listed: readonly SecretProperties[]): DestinationState | undefined {
  // A version can be listed on two pages when the list changes between them.
  const versions = [...new Map(listed.map((properties) => [properties.version, properties])).values()];
  const names = versions.map(({ version }) => version ?? '').sort();
  const revision = createHash('sha256').update(names.join(' ')).digest('hex').slice(0, 16);
  if (versions.length === 0) return { revision, evidence: { kind: 'empty' } };
  const oldestFirst = versions
    .flatMap(({ createdOn, updatedOn, enabled, tags }) =>
      createdOn === undefined || updatedOn === undefined
        ? []
        : [
            {
              at: createdOn,
              keyId: tags?.['key-id'],
              writeId: tags?.['write-id'],
              enabled: enabled !== false,
              changedAt: updatedOn,
            },
          ],
    )
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  if (oldestFirst.length === 0) return undefined;
  const isComplete = oldestFirst.length === versions.length;
  return {
    revision,
    evidence: { kind: 'versions', versions: oldestFirst, ...(!isComplete && { isIncomplete: true }) },
  };
}
