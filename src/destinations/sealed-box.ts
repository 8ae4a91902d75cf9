import sodium from 'libsodium-wrappers';

/**
 * Encrypts a value so that only GitHub, which holds the private key, can open it: libsodium's sealed box.
 *
 * @param publicKey 32 bytes in base64, as GitHub's public-key endpoints give it
 * @returns base64
 */
export async function seal(value: string, publicKey: string): Promise<string> {
  await sodium.ready;
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL);
  return sodium.to_base64(sodium.crypto_box_seal(value, key), sodium.base64_variants.ORIGINAL);
}
