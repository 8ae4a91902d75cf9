import sodium from 'libsodium-wrappers';

/**
 * Encrypts values so that only GitHub, which has the private key, can decrypt them. Format: libsodium's sealed box.
 *
 * @param publicKey 32 bytes in base64, as GitHub's public-key endpoints send it
 * @returns a function that encrypts a value and returns base64
 */
export async function createSealer(publicKey: string): Promise<(value: string) => string> {
  await sodium.ready;
  const { ORIGINAL } = sodium.base64_variants;
  const key = sodium.from_base64(publicKey, ORIGINAL);
  return (value) => sodium.to_base64(sodium.crypto_box_seal(value, key), ORIGINAL);
}
