import { computeDigest, createNonce, formatProvenance, type Provenance } from '../../src/plan/lineage.ts';
import { resolveExpiry } from '../../src/shared/duration.ts';
import { SimulatedApplication, type ApplicationFacts } from './application.ts';
import { SimulatedDestination } from './destination.ts';
import type { Random } from './random.ts';
import { shares, type FleetSettings } from './settings.ts';

/** How long after a secret was made its value is in the destination, in milliseconds. */
const storeDelay = 20_000;

/** The description of an application's lineage when the report does not know one yet. */
export function describe(displayName: string): string {
  return `Exalate ${displayName}`;
}

/** The run that adds a secret to an application. */
export function createProvenance(
  { applicationId }: Pick<ApplicationFacts, 'applicationId'>,
  description: string,
  runId: number,
  random: Random,
): Provenance {
  const destinations = [['destination', applicationId]];
  const digest = computeDigest({ serverHost: 'github.com', repositoryId: '1', destinations });
  const nonce = createNonce((below) => random.below(below));
  return { description, repository: 'acme/ops', digest, run: { id: runId, attempt: 1 }, nonce };
}

/** Applications that were all made on one day, with one secret each, which their destinations hold. */
export function createFleet(
  { applications, expires }: FleetSettings,
  made: Date,
  random: Random,
): readonly SimulatedApplication[] {
  return Array.from({ length: applications }, (_, index) => {
    const facts = {
      objectId: random.guid(),
      applicationId: random.guid(),
      displayName: `Application ${index + 1}`,
      signInAudience: random.happens(shares.twoSecrets)
        ? 'AzureADandPersonalMicrosoftAccount'
        : 'AzureADMyOrg',
    };
    const byHand = random.happens(shares.madeByHand);
    const provenance = createProvenance(facts, describe(facts.displayName), 1, random);
    const startDateTime = new Date(made.getTime() + index * 1_000);
    const first = {
      keyId: random.guid(),
      displayName: byHand ? 'made by hand' : formatProvenance(provenance),
      startDateTime,
      endDateTime: resolveExpiry({ lifetime: { days: expires } }, startDateTime),
    };
    const stored = new Date(startDateTime.getTime() + storeDelay);
    const kind = random.happens(shares.github) ? 'github' : 'key-vault';
    const destination = new SimulatedDestination(kind, first.keyId, byHand ? undefined : first.keyId, stored);
    return new SimulatedApplication(facts, destination, first, byHand ? [first.keyId] : []);
  });
}
