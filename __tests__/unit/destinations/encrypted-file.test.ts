import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bech32 } from '@scure/base';
import {
  armor,
  Decrypter,
  Encrypter,
  generateHybridIdentity,
  generateIdentity,
  identityToRecipient,
} from 'age-encryption';
import { validateRecipient } from '../../../src/destinations/age-recipients.ts';
import type { Destination } from '../../../src/destinations/destination.ts';
import { createEncryptedFile } from '../../../src/destinations/encrypted-file.ts';

let root = '';
let workspace = '';
let temp = '';
let identities: readonly string[] = [];
let recipients: readonly string[] = [];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'encrypted-')));
  [workspace, temp] = [join(root, 'workspace'), join(root, 'temp')];
  await Promise.all([mkdir(workspace), mkdir(temp), mkdir(join(root, 'outside'))]);
  identities = await Promise.all([generateIdentity(), generateIdentity()]);
  recipients = await Promise.all(identities.map(identityToRecipient));
});

afterEach(() => rm(root, { recursive: true }));

const secret = { keyId: 'k', endDateTime: new Date(), secretText: '-Q_e8Q~ZDWJD_x1234567', tags: {} };

const file = (path: string): Destination => createEncryptedFile({ path, recipients }, { workspace, temp });

async function write(path: string): Promise<void> {
  const { write: put } = await file(path).prepare();
  await put(secret);
}

async function opened(path: string, identity: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(armor.decode(await readFile(path, 'utf8')), 'text');
}

describe('an encrypted file', () => {
  test('is opened by each recipient, and by the owner of the runner’s account alone read', async () => {
    await write('secret.age');
    const path = join(workspace, 'secret.age');
    for (const identity of identities) expect(await opened(path, identity)).toBe(secret.secretText);
    expect(await readFile(path, 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(workspace)).toEqual(['secret.age']);
  });

  test('is made with the folders on its way, and written anew', async () => {
    await write('a/b/../c/secret.age');
    await write('a/c/secret.age');
    expect(await readdir(join(workspace, 'a'))).toEqual(['c']);
    expect(await readdir(join(workspace, 'a', 'c'))).toEqual(['secret.age']);
  });

  test('may lie in the runner’s folder for temporary files', async () => {
    await write(join(temp, 'secret.age'));
    expect(await readdir(temp)).toEqual(['secret.age']);
  });

  test('proves nothing, and lasts no longer than the job', async () => {
    expect(file('x').persistent).toBe(false);
    expect(await file('x').readState()).toEqual({ revision: undefined, evidence: undefined });
  });
});

describe('before anything is changed, a path is refused', () => {
  const refused = async (path: string, message: string): Promise<void> => {
    const failure = file(path).prepare();
    await expect(failure).rejects.toMatchObject({ code: 'file-not-writable' });
    await expect(failure).rejects.toThrow(message);
    expect(await readdir(join(root, 'outside'))).toEqual([]);
  };

  test.each(['../outside/x', '../workspace2/x', '/etc/exalate.age', '..', '.'])('outside: %s', (path) =>
    refused(path, 'outside the workspace'),
  );

  test('that leads outside through a link', async () => {
    await symlink(join(root, 'outside'), join(workspace, 'link'));
    await refused('link/x', 'outside the workspace');
    await refused('link/deeper/x', 'outside the workspace');
  });

  test('that is a link, wherever it leads', async () => {
    await writeFile(join(workspace, 'real'), 'x');
    await symlink('real', join(workspace, 'link'));
    await symlink('nowhere', join(workspace, 'dangling'));
    await refused('link', 'symbolic link');
    await refused('dangling', 'symbolic link');
  });

  test('that is a folder', async () => {
    await mkdir(join(workspace, 'folder'));
    await refused('folder', 'folder');
  });

  test('that goes through a file', async () => {
    await writeFile(join(workspace, 'plain'), 'x');
    await refused('plain/x', 'ENOTDIR');
  });
});

test('a link that took its name since it was prepared is not followed', async () => {
  const { write: put } = await file('secret.age').prepare();
  await symlink(join(root, 'outside', 'x'), join(workspace, 'secret.age'));
  await expect(put(secret)).rejects.toMatchObject({ code: 'file-not-writable' });
  expect(await readdir(join(root, 'outside'))).toEqual([]);
});

test('what cannot be written leaves nothing behind', async () => {
  const { write: put } = await file('a/secret.age').prepare();
  await writeFile(join(workspace, 'a'), 'in the way');
  await expect(put(secret)).rejects.toMatchObject({ code: 'file-not-writable' });
  expect(await readdir(workspace)).toEqual(['a']);
});

/** Recipients of the right form, which age cannot encrypt to: a point of low order, and no point of P-256 at all. */
const unusable = [
  bech32.encode('age', bech32.toWords(new Uint8Array(32)), false),
  bech32.encode('age1tag', bech32.toWords(new Uint8Array(33).fill(5)), false),
];

describe('a recipient that age cannot encrypt to', () => {
  const prepared = (...to: readonly string[]): Promise<unknown> =>
    createEncryptedFile({ path: 'x.age', recipients: to }, { workspace, temp }).prepare();

  test.each(unusable)(
    'is refused before anything is written, by its line and without its text: %s',
    async (bad) => {
      expect(validateRecipient(bad)).toBeUndefined();
      const [good = ''] = recipients;
      const refused = prepared(good, bad, good, bad);
      await expect(refused).rejects.toMatchObject({ code: 'age-recipient-unusable' });
      await expect(refused).rejects.toThrow(
        '`encrypt-to` has a recipient that age cannot encrypt to: line 2, line 4',
      );
      await expect(refused).rejects.not.toThrow(bad);
      expect(await readdir(workspace)).toEqual([]);
    },
  );

  test('is none of post-quantum keys and X25519, alone and together', async () => {
    const hybrid = await identityToRecipient(await generateHybridIdentity());
    expect(validateRecipient(hybrid)).toBeUndefined();
    await expect(prepared(hybrid)).resolves.toBeDefined();
    await expect(prepared(...recipients, hybrid)).resolves.toBeDefined();
  });
});

describe('a recipient', () => {
  test('is good', () => {
    for (const recipient of recipients) expect(validateRecipient(recipient)).toBeUndefined();
  });

  test.each(['', 'age1', 'age1xyz', 'ssh-ed25519 AAAA', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'])(
    'is none: %j',
    (text) => {
      expect(validateRecipient(text)).toContain('is not an age recipient');
    },
  );

  test('is none when a letter is wrong', () => {
    const [first = ''] = recipients;
    const last = first.endsWith('q') ? 'p' : 'q';
    expect(validateRecipient(`${first.slice(0, -1)}${last}`)).toContain('is not an age recipient');
  });

  test('is none in capital letters, which the library does not take', () => {
    for (const recipient of recipients) {
      expect(validateRecipient(recipient.toUpperCase())).toContain('lower case');
      expect(() => {
        new Encrypter().addRecipient(recipient.toUpperCase());
      }).toThrow('unrecognized recipient type');
    }
  });

  test('is no private key', async () => {
    const all = [...identities, await generateHybridIdentity(), (identities[0] ?? '').toLowerCase()];
    for (const identity of all) expect(validateRecipient(identity)).toContain('which is private');
  });
});
