import { createHash } from 'node:crypto';
import type { SecretProperties } from '@azure/keyvault-secrets';
import type { DestinationState } from '../destination.ts';

/**
 * Describes the state of a secret by its versions.
 *
 * The revision is a digest of their names: only a write adds a version. Disabling a version or changing its tags leaves
 * its name as it is, so neither counts as a write.
 */
export function describeVersions(listed: readonly SecretProperties[]): DestinationState {
  // A version can be listed on two pages when the list changes between them.
  const versions = [...new Map(listed.map((properties) => [properties.version, properties])).values()];
  const names = versions.map(({ version }) => version ?? '').sort();
  const revision = createHash('sha256').update(names.join(' ')).digest('hex').slice(0, 16);
  if (versions.length === 0) return { revision, evidence: { kind: 'empty' } };
  const oldestFirst = versions
    .map(({ createdOn = new Date(0), updatedOn = createdOn, enabled, tags }) => ({
      at: createdOn,
      keyId: tags?.['key-id'],
      writeId: tags?.['write-id'],
      enabled: enabled !== false,
      changedAt: updatedOn,
    }))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  return { revision, evidence: { kind: 'versions', versions: oldestFirst } };
}
