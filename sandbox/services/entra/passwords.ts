import { randomInt, randomUUID } from 'node:crypto';

/** A client secret as the tenant keeps it. Graph tells `secretText` once, in its answer to addPassword. */
export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly hint: string;
  readonly secretText: string;
}

export interface NewPassword {
  readonly displayName?: string | null | undefined;
  readonly startDateTime?: string | null | undefined;
  readonly endDateTime?: string | null | undefined;
}

interface Stored {
  readonly credential: PasswordCredential;
  readonly addedAt: number;
  removedAt: number;
}

/** The client secrets of one application. Replicas see every change with a delay. */
export class Passwords {
  readonly #stored: Stored[] = [];

  add(credential: PasswordCredential, now: number): void {
    this.#stored.push({ credential, addedAt: now, removedAt: Infinity });
  }

  remove(keyId: string, now: number): void {
    for (const each of this.#stored) if (each.credential.keyId === keyId) each.removedAt = now;
  }

  /** What a replica sees that is this many milliseconds behind; without a delay, what there really is. */
  seen(now: number, delay = 0): PasswordCredential[] {
    return this.#stored
      .filter((each) => each.addedAt + delay <= now && now < each.removedAt + delay)
      .map((each) => each.credential);
  }
}

/** Fills in what the request left out: from now on, for two years. */
export function makePassword(requested: NewPassword, now: number): PasswordCredential {
  const start = requested.startDateTime ? new Date(requested.startDateTime) : new Date(now);
  const twoYearsLater = new Date(start);
  twoYearsLater.setUTCFullYear(start.getUTCFullYear() + 2);
  const end = requested.endDateTime ? new Date(requested.endDateTime) : twoYearsLater;
  const secretText = makeSecretText();
  return {
    keyId: randomUUID(),
    displayName: requested.displayName ?? null,
    startDateTime: start.toISOString(),
    endDateTime: end.toISOString(),
    hint: secretText.slice(0, 3),
    secretText,
  };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789~._-';

/** 40 characters, as Entra makes them: `8Q~` stands after the first three. */
function makeSecretText(): string {
  const random = (length: number): string =>
    Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return `${random(3)}8Q~${random(34)}`;
}
