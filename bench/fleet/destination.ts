import type { DestinationEvidence, Evidence } from '../../src/plan/evidence.ts';

/** `key-vault`: it shows every version, with the key ID. `github`: it shows only when it was last written. */
export type DestinationKind = 'key-vault' | 'github';

/** A place that holds the value of a client secret. Unlike the real ones, it says which secret that is. */
export class SimulatedDestination {
  readonly kind: DestinationKind;
  #heldKeyId: string;
  #evidence: Evidence;

  /**
   * @param keyId of the secret that it holds at first
   * @param tag undefined when a person wrote that value
   */
  constructor(kind: DestinationKind, keyId: string, tag: string | undefined, at: Date) {
    this.kind = kind;
    this.#heldKeyId = keyId;
    this.#evidence = addWrite(kind, undefined, tag, at);
  }

  /** The key ID of the secret whose value it holds. */
  get heldKeyId(): string {
    return this.#heldKeyId;
  }

  /** What the action can see of it. */
  show(): DestinationEvidence {
    return { label: this.kind, evidence: this.#evidence };
  }

  /** Takes the value of a secret from a run, which tags it where the destination has tags. */
  store(keyId: string, at: Date): void {
    this.#heldKeyId = keyId;
    this.#evidence = addWrite(this.kind, this.#evidence, keyId, at);
  }
}

/** Both services show whole seconds. */
function addWrite(
  kind: DestinationKind,
  before: Evidence | undefined,
  keyId: string | undefined,
  moment: Date,
): Evidence {
  const at = new Date(Math.floor(moment.getTime() / 1_000) * 1_000);
  if (kind === 'github') return { kind: 'written', at };
  const earlier = before?.kind === 'versions' ? before.versions : [];
  const version = { at, keyId, writeId: keyId && `write of ${keyId}`, enabled: true, changedAt: at };
  return { kind: 'versions', versions: [...earlier, version] };
}
