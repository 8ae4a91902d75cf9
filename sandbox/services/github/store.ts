import sodium from 'libsodium-wrappers';

await sodium.ready;

/** Which repositories can read an organization's secret. */
type Visibility = 'all' | 'private' | 'selected';

export interface StoredSecret {
  readonly value: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Only of an organization's secret. */
  readonly visibility?: Visibility;
  readonly selectedRepositoryIds?: readonly number[];
}

let stores = 0n;

/** A place for secrets, with the key pair that they are sealed for: each has its own. */
export class SecretStore {
  /** By name, in capitals as GitHub keeps them. */
  readonly secrets = new Map<string, StoredSecret>();
  /** How many secrets it takes. https://docs.github.com/actions/reference/security/secrets#limits-for-secrets */
  readonly limit: number;
  keyId = String(568250167242549743n + 1000n * stores++);
  #keys = sodium.crypto_box_keypair();

  constructor(limit = 100) {
    this.limit = limit;
  }

  get publicKey(): string {
    return sodium.to_base64(this.#keys.publicKey, sodium.base64_variants.ORIGINAL);
  }

  /** GitHub changes its keys now and then: what was sealed for the old one is refused. */
  rotateKey(): void {
    this.#keys = sodium.crypto_box_keypair();
    this.keyId = String(BigInt(this.keyId) + 1n);
  }

  /** The text in a sealed box, or undefined if the box was not made for this store. */
  openBox(sealed: string): string | undefined {
    try {
      const box = sodium.from_base64(sealed, sodium.base64_variants.ORIGINAL);
      return sodium.to_string(sodium.crypto_box_seal_open(box, this.#keys.publicKey, this.#keys.privateKey));
    } catch {
      return undefined;
    }
  }
}
