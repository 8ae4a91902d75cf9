import { ActionError } from '../shared/action-error.ts';

/**
 * Encrypts a text with age, so that each of the recipients can open it.
 *
 * @param recipients `age1…`, of any kind that the library takes
 * @returns an armored age file
 */
export async function encryptForRecipients(recipients: readonly string[], text: string): Promise<string> {
  // Loaded when it is needed: most runs write no file.
  const { armor, Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}

/**
 * Encrypts nothing to each recipient: only the library knows whether it can encrypt to a key of the right form. A point
 * of low order, for example, has the form of a public key and is refused.
 *
 * @param recipients in the order of the lines of `encrypt-to`
 * @throws Failure `age-recipient-unusable`, which names them by their lines and never shows them
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
    problem: `\`encrypt-to\` has a recipient that age cannot encrypt to: ${lines.join(', ')} (empty lines are not counted).`,
    likelyCause: 'the text has the form of a recipient, but it is not the public key of anybody.',
    remedy: 'ask the person who is to open the file for the recipient that `age-keygen -y KEY-FILE` prints.',
  });
}
