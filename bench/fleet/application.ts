import type { PasswordCredential } from '../../src/plan/credentials.ts';
import type { SimulatedDestination } from './destination.ts';
import { FleetViolation, type Rule } from './violation.ts';

/** What never changes on an application. */
export interface ApplicationFacts {
  readonly objectId: string;
  readonly applicationId: string;
  readonly displayName: string;
  readonly signInAudience: string;
}

/** The most secrets that Entra allows on an application for personal accounts. */
const personalLimit = 2;

const dayInMs = 86_400_000;

/** An application with its secrets, and the one destination of its values. It checks the rules that must hold at any time. */
export class SimulatedApplication {
  readonly facts: ApplicationFacts;
  readonly destination: SimulatedDestination;
  /** The key IDs that its workflow adopts. */
  readonly adopt: readonly string[];
  #credentials: readonly PasswordCredential[];
  /** Since when each secret that the destination does not hold has been unneeded, by key ID. */
  readonly #unneededSince = new Map<string, number>();

  constructor(
    facts: ApplicationFacts,
    destination: SimulatedDestination,
    first: PasswordCredential,
    adopt: readonly string[],
  ) {
    this.facts = facts;
    this.destination = destination;
    this.#credentials = [first];
    this.adopt = adopt;
  }

  get credentials(): readonly PasswordCredential[] {
    return this.#credentials;
  }

  /** Whether Entra allows only two secrets on it. */
  get hasTwoSecretLimit(): boolean {
    return this.facts.signInAudience.includes('Personal');
  }

  add(credential: PasswordCredential, at: Date): void {
    if (this.hasTwoSecretLimit && this.#credentials.length >= personalLimit)
      this.#fail('two-secret-limit', at, 'gets a third secret, but can have only two');
    this.#credentials = [...this.#credentials, credential];
    this.#unneededSince.set(credential.keyId, at.getTime());
  }

  /** Stores the value of one of its secrets in the destination. */
  store(keyId: string, at: Date): void {
    this.requireWorkingSecret(at);
    this.#unneededSince.set(this.destination.heldKeyId, at.getTime());
    this.#unneededSince.delete(keyId);
    this.destination.store(keyId, at);
    this.requireWorkingSecret(at);
  }

  remove(keyId: string, at: Date): void {
    if (keyId === this.destination.heldKeyId)
      this.#fail('held-secret', at, `loses the secret ${keyId}, which its destination holds`);
    this.#credentials = this.#credentials.filter((credential) => credential.keyId !== keyId);
    this.#unneededSince.delete(keyId);
  }

  /** When the secret in the destination expires. */
  heldUntil(): Date | null | undefined {
    return this.#credentials.find(({ keyId }) => keyId === this.destination.heldKeyId)?.endDateTime;
  }

  /** The destination must hold a secret that is on the application and has not expired. */
  requireWorkingSecret(now: Date): void {
    const end = this.heldUntil();
    const { heldKeyId } = this.destination;
    if (end === undefined)
      this.#fail(
        'working-secret',
        now,
        `has no working secret: its destination holds ${heldKeyId}, which is not on it`,
      );
    if (end !== null && end <= now)
      this.#fail(
        'working-secret',
        now,
        `has no working secret: ${heldKeyId}, which its destination holds, expired at ${end.toISOString()}`,
      );
  }

  /**
   * How long the longest kept of its unneeded secrets has been there, in days.
   *
   * @param maxDays the most that is allowed
   */
  requireRetirement(now: Date, maxDays: number): number {
    let longest = 0;
    for (const [keyId, since] of this.#unneededSince) {
      const days = (now.getTime() - since) / dayInMs;
      if (days > maxDays)
        this.#fail(
          'retirement',
          now,
          `still has the secret ${keyId}, which nothing has needed for ${maxDays} days`,
        );
      longest = Math.max(longest, days);
    }
    return longest;
  }

  #fail(rule: Rule, at: Date, what: string): never {
    throw new FleetViolation(rule, `${at.toISOString()}: ${this.facts.displayName} ${what}.`);
  }
}
