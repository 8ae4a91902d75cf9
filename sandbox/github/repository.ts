import sodium from 'libsodium-wrappers';

await sodium.ready;

export interface RepositorySecret {
  readonly value: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A repository with its Actions secrets, and the key pair that they are sealed for. */
export class Repository {
  readonly name: string;
  readonly id: number;
  /** By name, in capitals as GitHub keeps them. */
  readonly secrets = new Map<string, RepositorySecret>();
  keyId = '568250167242549743';
  #keys = sodium.crypto_box_keypair();

  constructor(name: string, id: number) {
    this.name = name;
    this.id = id;
  }

  get publicKey(): string {
    return sodium.to_base64(this.#keys.publicKey, sodium.base64_variants.ORIGINAL);
  }

  /** GitHub changes its keys now and then: what was sealed for the old one is refused. */
  rotateKey(): void {
    this.#keys = sodium.crypto_box_keypair();
    this.keyId = String(BigInt(this.keyId) + 1n);
  }

  /** The text in a sealed box, or undefined if the box was not made for this repository. */
  openBox(sealed: string): string | undefined {
    try {
      const box = sodium.from_base64(sealed, sodium.base64_variants.ORIGINAL);
      return sodium.to_string(sodium.crypto_box_seal_open(box, this.#keys.publicKey, this.#keys.privateKey));
    } catch {
      return undefined;
    }
  }
}
