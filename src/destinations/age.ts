import { ActionError } from '../shared/action-error.ts';

/**
 * Encrypts a text with age, so that each of the recipients can decrypt it.
 *
 * @param recipients `age1…`, of any type that the library supports
 * @returns an armored age file
 */
export async function encryptForRecipients(recipients: readonly string[], text: string): Promise<string> {
  // Loaded only when it is needed: most runs do not write a file.
  const { armor, Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}

/**
 * Encrypts an empty text to each recipient, because only the library knows whether a key of the right form can be used. It
 * refuses a point of low order, for example.
 *
 * @param recipients in the order of the lines of `encrypt-to`
 * @throws ActionError `age-recipient-unusable`, which names the lines and never the recipients
 */
export async function requireUsableRecipients(recipients: readonly string[]): Promise<void> {
  const usable = await Promise.all(
    recipients.map((recipient) =>
      encryptForRecipients([recipient], '').then(
        () => true,
        () => false,
      ),
    ),
  );
  const lines = usable.flatMap((isUsable, index) => (isUsable ? [] : [`line ${index + 1}`]));
  if (lines.length === 0) return;
  throw new ActionError('age-recipient-unusable', {
    problem: `\`encrypt-to\` has a recipient that age cannot encrypt to: ${lines.join(', ')} (empty lines and comments are not counted).`,
    likelyCause: 'the text has the form of a recipient, but it is not a valid public key.',
    remedy: 'ask the person who will open the file for the recipient that `age-keygen -y KEY-FILE` prints.',
  });
}
