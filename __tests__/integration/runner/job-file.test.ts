import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileProblemError, type FileProblem } from '../../../src/runner/file-problem.ts';
import { checkJobFile, writeJobFile, type JobFile } from '../../../src/runner/job-file.ts';
import { describeOnPosix, expectPrivate, testOnPosix } from '../../helpers/platform.ts';

let root = '';
let workspace = '';
let outside = '';

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'job-file-')));
  [workspace, outside] = [join(root, 'workspace'), join(root, 'outside')];
  await Promise.all([workspace, outside, join(root, 'temp')].map((folder) => mkdir(folder)));
});

afterEach(() => rm(root, { recursive: true }));

const file = (...path: readonly string[]): JobFile => ({
  path: join(workspace, ...path),
  mode: 0o600,
  workspace,
  temp: join(root, 'temp'),
});

/** Writes "new" in two parts, and does something else in between. */
const write = (target: JobFile, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> =>
  writeJobFile(target, async (append) => {
    await append('n');
    await meanwhile();
    await append('ew');
  });

async function problemOf(work: Promise<unknown>): Promise<FileProblem['kind']> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof FileProblemError) return error.problem.kind;
  throw error;
}

describe('writeJobFile', () => {
  test('creates missing directories, and replaces a file of the same name and its mode', async () => {
    await write(file('a', 'b', 'x'));
    await writeFile(join(workspace, 'a', 'y'), 'old', { mode: 0o644 });
    await write(file('a', 'y'));
    for (const path of ['a/b/x', 'a/y']) {
      expect(await readFile(join(workspace, path), 'utf8')).toBe('new');
      await expectPrivate(join(workspace, path));
    }
    expect(await readdir(join(workspace, 'a'))).toEqual(['b', 'y']);
  });

  test('writes to the temporary directory', async () => {
    await write({ ...file(), path: join(root, 'temp', 'x') });
    expect(await readdir(join(root, 'temp'))).toEqual(['x']);
  });

  testOnPosix('writes through a link that stays inside', async () => {
    await mkdir(join(workspace, 'real'));
    await symlink('real', join(workspace, 'link'));
    await write(file('link', 'x'));
    expect(await readdir(join(workspace, 'real'))).toEqual(['x']);
  });

  test('writes to a directory whose name starts with two dots', async () => {
    await write(file('..data', 'x'));
    expect(await readdir(join(workspace, '..data'))).toEqual(['x']);
  });

  test('accepts file names that start with two dots', async () => {
    await write(file('..report.json'));
    expect(await readdir(workspace)).toEqual(['..report.json']);
  });

  testOnPosix('writes to a directory whose name is three dots', async () => {
    await write(file('...', 'x'));
    expect(await readdir(workspace)).toEqual(['...']);
  });

  test('keeps the old content when the work fails', async () => {
    await writeFile(join(workspace, 'x'), 'old');
    const failing = write(file('x'), () => Promise.reject(new Error('half-way')));
    await expect(failing).rejects.toThrow('half-way');
    expect(await readFile(join(workspace, 'x'), 'utf8')).toBe('old');
    expect(await readdir(workspace)).toEqual(['x']);
  });
});

describe('checkJobFile', () => {
  test('creates nothing', async () => {
    await checkJobFile(file('a', 'x'));
    expect(await readdir(workspace)).toEqual([]);
  });
});

describe('checkJobFile and writeJobFile both refuse a path', () => {
  const expectRefused = async (kind: FileProblem['kind'], ...path: readonly string[]): Promise<void> => {
    expect(await problemOf(checkJobFile(file(...path)))).toBe(kind);
    expect(await problemOf(write(file(...path)))).toBe(kind);
    expect(await readdir(outside)).toEqual([]);
  };

  test('outside the directories of the job', async () => {
    await expectRefused('outside', '..', 'outside', 'x');
    await expectRefused('outside', '.');
  });

  testOnPosix('that leads outside through a link', async () => {
    await symlink(outside, join(workspace, 'link'));
    await expectRefused('outside', 'link', 'x');
    await expectRefused('outside', 'link', 'deeper', 'x');
  });

  testOnPosix('that is a link', async () => {
    await symlink(join(outside, 'x'), join(workspace, 'link'));
    await expectRefused('link', 'link');
  });

  test('that is a directory', async () => {
    await mkdir(join(workspace, 'folder'));
    await expectRefused('not-a-file', 'folder');
  });

  testOnPosix('inside a link without a target', async () => {
    await symlink(join(outside, 'later'), join(workspace, 'link'));
    await expectRefused('link', 'link', 'x');
  });

  testOnPosix('inside a regular file', async () => {
    await writeFile(join(workspace, 'plain'), '');
    await expectRefused('system', 'plain', 'x');
  });
});

describeOnPosix('writeJobFile refuses a path that passed the check', () => {
  test('when a link has replaced the file', async () => {
    await writeFile(join(outside, 'precious'), 'old');
    await checkJobFile(file('x'));
    await symlink(join(outside, 'precious'), join(workspace, 'x'));
    expect(await problemOf(write(file('x')))).toBe('link');
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('old');
  });

  test('when a link has replaced its directory', async () => {
    await mkdir(join(workspace, 'a'));
    await checkJobFile(file('a', 'x'));
    await rename(join(workspace, 'a'), join(workspace, 'moved'));
    await symlink(outside, join(workspace, 'a'));
    expect(await problemOf(write(file('a', 'x')))).toBe('outside');
    expect(await readdir(outside)).toEqual([]);
  });

  test.each(['outside', 'elsewhere'])(
    'when a link to %s replaces its directory during the write',
    async (target) => {
      await mkdir(join(workspace, 'elsewhere'));
      const leads = target === 'outside' ? outside : join(workspace, 'elsewhere');
      const written = write(file('a', 'x'), async () => {
        await rename(join(workspace, 'a'), join(workspace, 'moved'));
        await symlink(leads, join(workspace, 'a'));
      });
      expect(await problemOf(written)).toBe(target === 'outside' ? 'outside' : 'replaced');
      expect(await readdir(leads)).toEqual([]);
    },
  );

  test('when a link replaces the file during the write', async () => {
    await writeFile(join(outside, 'precious'), 'old');
    const written = write(file('x'), () => symlink(join(outside, 'precious'), join(workspace, 'x')));
    expect(await problemOf(written)).toBe('link');
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('old');
    expect((await lstat(join(workspace, 'x'))).isSymbolicLink()).toBe(true);
    expect(await readdir(workspace)).toEqual(['x']);
  });
});
