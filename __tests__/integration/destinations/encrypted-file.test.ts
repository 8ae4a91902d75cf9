import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bech32 } from '@scure/base';
import {
  armor,
  Decrypter,
  generateHybridIdentity,
  generateIdentity,
  identityToRecipient,
} from 'age-encryption';
import { validateRecipient } from '../../../src/destinations/age-recipients.ts';
import type { Destination } from '../../../src/destinations/destination.ts';
import { createEncryptedFile } from '../../../src/destinations/encrypted-file.ts';
import { expectPrivate, testOnPosix } from '../../helpers/platform.ts';

let root = '';
let workspace = '';
let temp = '';
let identities: readonly string[] = [];
let recipients: string[] = [];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'encrypted-')));
  [workspace, temp] = [join(root, 'workspace'), join(root, 'temp')];
  await Promise.all([mkdir(workspace), mkdir(temp), mkdir(join(root, 'outside'))]);
  identities = await Promise.all([generateIdentity(), generateIdentity()]);
  recipients = await Promise.all(identities.map(identityToRecipient));
});

afterEach(() => rm(root, { recursive: true }));

const secret = { keyId: 'k', endDateTime: new Date(), secretText: '-Q_e8Q~ZDWJD_x1234567', tags: {} };

const file = (path: string): Destination =>
  createEncryptedFile({ kind: 'encrypted-file', path, recipients }, { workspace, temp });

async function prepareAndWrite(path: string): Promise<void> {
  const prepared = await file(path).prepare();
  await prepared.write(secret);
}

async function decrypt(path: string, identity: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(armor.decode(await readFile(path, 'utf8')), 'text');
}

describe('an encrypted file', () => {
  test('can be decrypted by each recipient, and read only by the runner’s user', async () => {
    await prepareAndWrite('secret.age');
    const path = join(workspace, 'secret.age');
    for (const identity of identities) expect(await decrypt(path, identity)).toBe(secret.secretText);
    expect(await readFile(path, 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    await expectPrivate(path);
    expect(await readdir(workspace)).toEqual(['secret.age']);
  });

  test('creates missing directories, and replaces an earlier file', async () => {
    await prepareAndWrite('a/b/../c/secret.age');
    await prepareAndWrite('a/c/secret.age');
    expect(await readdir(join(workspace, 'a'))).toEqual(['c']);
    expect(await readdir(join(workspace, 'a', 'c'))).toEqual(['secret.age']);
  });

  test('can be in the runner’s temporary directory', async () => {
    await prepareAndWrite(join(temp, 'secret.age'));
    expect(await readdir(temp)).toEqual(['secret.age']);
  });

  test('has no state, and is not persistent', async () => {
    expect(file('x').persistent).toBe(false);
    expect(await file('x').readState()).toEqual({ revision: undefined, evidence: undefined });
  });
});

describe('preparing an encrypted file refuses a path', () => {
  const expectRefused = async (path: string, message: string): Promise<void> => {
    const failure = file(path).prepare();
    await expect(failure).rejects.toMatchObject({ code: 'file-not-writable' });
    await expect(failure).rejects.toThrow(message);
    expect(await readdir(join(root, 'outside'))).toEqual([]);
  };

  test.each(['../outside/x', '../workspace2/x', '/etc/exalate.age', '..', '.'])(
    'outside the workspace: %s',
    (path) => expectRefused(path, 'outside the workspace'),
  );

  testOnPosix('that leads outside through a link', async () => {
    await symlink(join(root, 'outside'), join(workspace, 'link'));
    await expectRefused('link/x', 'outside the workspace');
    await expectRefused('link/deeper/x', 'outside the workspace');
  });

  testOnPosix('that is a symbolic link, wherever it leads', async () => {
    await writeFile(join(workspace, 'real'), 'x');
    await symlink('real', join(workspace, 'link'));
    await symlink('nowhere', join(workspace, 'dangling'));
    await expectRefused('link', 'symbolic link');
    await expectRefused('dangling', 'symbolic link');
  });

  test('that is a directory', async () => {
    await mkdir(join(workspace, 'folder'));
    await expectRefused('folder', 'folder');
  });

  testOnPosix('that has a file in place of a directory', async () => {
    await writeFile(join(workspace, 'plain'), 'x');
    await expectRefused('plain/x', 'ENOTDIR');
  });
});

testOnPosix(
  'an encrypted file is not written over a symbolic link that was created after the preparation',
  async () => {
    const { write } = await file('secret.age').prepare();
    await symlink(join(root, 'outside', 'x'), join(workspace, 'secret.age'));
    await expect(write(secret)).rejects.toMatchObject({ code: 'file-not-writable' });
    expect(await readdir(join(root, 'outside'))).toEqual([]);
  },
);

test('an encrypted file that cannot be written leaves no other file behind', async () => {
  const { write } = await file('a/secret.age').prepare();
  await writeFile(join(workspace, 'a'), 'in the way');
  await expect(write(secret)).rejects.toMatchObject({ code: 'file-not-writable' });
  expect(await readdir(workspace)).toEqual(['a']);
});

/** Recipients of the right form that age cannot encrypt to: a point of low order, and one that is not on P-256. */
const unusable = [
  bech32.encode('age', bech32.toWords(new Uint8Array(32)), false),
  bech32.encode('age1tag', bech32.toWords(new Uint8Array(33).fill(5)), false),
];

describe('a recipient that age cannot encrypt to', () => {
  const prepare = (...to: string[]): Promise<unknown> =>
    createEncryptedFile(
      { kind: 'encrypted-file', path: 'x.age', recipients: to },
      { workspace, temp },
    ).prepare();

  test.each(unusable)(
    'is refused before anything is written, with its line number and without its text: %s',
    async (bad) => {
      expect(validateRecipient(bad)).toBeUndefined();
      const [good = ''] = recipients;
      const refused = prepare(good, bad, good, bad);
      await expect(refused).rejects.toMatchObject({ code: 'age-recipient-unusable' });
      await expect(refused).rejects.toThrow(
        '`encrypt-to` has a recipient that age cannot encrypt to: line 2, line 4',
      );
      await expect(refused).rejects.not.toThrow(bad);
      expect(await readdir(workspace)).toEqual([]);
    },
  );

  test('does not include post-quantum keys, alone or with X25519 keys', async () => {
    const hybrid = await identityToRecipient(await generateHybridIdentity());
    expect(validateRecipient(hybrid)).toBeUndefined();
    await expect(prepare(hybrid)).resolves.toBeDefined();
    await expect(prepare(...recipients, hybrid)).resolves.toBeDefined();
  });
});
