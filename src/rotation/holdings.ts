import type { OpenDestination } from './services.ts';

/** Which destinations hold the new secret, by their places in the list that the run was asked for. */
export interface DestinationStatus {
  readonly new: readonly number[];
  /** One that may hold it. */
  readonly unknown: number | undefined;
}

/**
 * Tells what each destination holds after a run that failed, a line for each.
 *
 * @param keyId the new secret's
 */
export function formatDestinationStatus(
  keyId: string,
  destinations: readonly OpenDestination[],
  where: DestinationStatus,
): string {
  const holds = ({ index, destination: { persistent } }: OpenDestination): string => {
    if (where.new.includes(index)) return `the new secret (key ID ${keyId})`;
    if (where.unknown === index) return 'not known: the new secret or the earlier value';
    return persistent ? 'what it held before' : 'nothing';
  };
  const lines = destinations.map((one) => `${one.destination.label}: ${holds(one)}`);
  return ['Current state of the destinations:', ...lines].join('\n  - ');
}
