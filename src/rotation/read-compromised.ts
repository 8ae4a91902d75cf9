import type { Application } from '../entra/graph/application.ts';
import type { Applications } from '../entra/graph/applications.ts';
import type { PasswordCredential } from '../plan/credentials.ts';
import type { Services } from './context.ts';
import type { Inputs } from './inputs.ts';
import { pollDelays } from './remove-secret.ts';

/** The wait before each further read, in milliseconds. */
const readDelays = pollDelays.slice(0, 4);

/**
 * Reads the client secrets again while one is missing that `compromised` names: a secret can leak right after it was added, when
 * some replicas do not know it yet. It counts as gone only when all reads agree.
 *
 * @returns the application, with the secrets of the read that lists the most of them
 */
export async function readCompromisedSecrets(
  application: Application,
  applications: Pick<Applications, 'listCredentials'>,
  { compromised }: Pick<Inputs, 'compromised'>,
  { clock, budget }: Pick<Services, 'clock' | 'budget'>,
): Promise<Application> {
  const countMissing = (secrets: readonly PasswordCredential[]): number =>
    compromised.filter((keyId) => secrets.every((secret) => secret.keyId !== keyId)).length;
  let passwordCredentials = application.passwordCredentials;
  for (const delay of readDelays) {
    if (countMissing(passwordCredentials) === 0 || delay > budget.remaining()) break;
    await clock.sleep(delay);
    const listed = await applications.listCredentials(application.objectId);
    if (countMissing(listed) < countMissing(passwordCredentials)) passwordCredentials = listed;
  }
  return { ...application, passwordCredentials };
}
