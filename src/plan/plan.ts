import { printProvenance, type Provenance } from './lineage.ts';

/** A client secret as Entra lists it: never with its value. */
export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string;
  /** Null when it never expires. */
  readonly endDateTime: Date | null;
}

/** What the planner must know of an application. */
export interface Holdings {
  readonly signInAudience: string;
  readonly passwordCredentials: readonly PasswordCredential[];
}

/** A client secret to be added. */
export interface Addition {
  readonly kind: 'add';
  readonly displayName: string;
  readonly endDateTime: Date;
}

/** What a run will do to the application, or why it can do nothing. */
export type Plan = Addition | { readonly kind: 'no-room'; readonly occupants: readonly PasswordCredential[] };

/** Applications that personal accounts may use hold no more client secrets than this, expired ones included. */
const personalAccountLimit = 2;
const personalAudiences = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'];

/** Decides what to add. Pure: the same facts, the same plan. */
export function planRotation(holdings: Holdings, provenance: Provenance, endDateTime: Date): Plan {
  const { signInAudience, passwordCredentials } = holdings;
  if (personalAudiences.includes(signInAudience) && passwordCredentials.length >= personalAccountLimit) {
    return { kind: 'no-room', occupants: passwordCredentials };
  }
  return { kind: 'add', displayName: printProvenance(provenance), endDateTime };
}
