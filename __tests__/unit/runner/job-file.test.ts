import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileProblemError, type FileProblem } from '../../../src/runner/file-obstacle.ts';
import { checkJobFile, writeJobFile, type JobFile } from '../../../src/runner/job-file.ts';

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

/** Writes "new", and does something else before that. */
const write = (where: JobFile, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<void> =>
  writeJobFile(where, async (append) => {
    await append('n');
    await meanwhile();
    await append('ew');
  });

async function obstacleOf(work: Promise<unknown>): Promise<FileProblem['kind']> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof FileProblemError) return error.problem.kind;
  throw error;
}

describe('a job’s file', () => {
  test('is written with its folders, and replaces a file of that name with its own mode', async () => {
    await write(file('a', 'b', 'x'));
    await writeFile(join(workspace, 'a', 'y'), 'old', { mode: 0o644 });
    await write(file('a', 'y'));
    for (const path of ['a/b/x', 'a/y']) {
      expect(await readFile(join(workspace, path), 'utf8')).toBe('new');
      expect((await stat(join(workspace, path))).mode & 0o777).toBe(0o600);
    }
    expect(await readdir(join(workspace, 'a'))).toEqual(['b', 'y']);
  });

  test('is written in the folder for temporary files, and through a link that stays inside', async () => {
    await write({ ...file(), path: join(root, 'temp', 'x') });
    await mkdir(join(workspace, 'real'));
    await symlink('real', join(workspace, 'link'));
    await write(file('link', 'x'));
    expect(await readdir(join(root, 'temp'))).toEqual(['x']);
    expect(await readdir(join(workspace, 'real'))).toEqual(['x']);
  });

  test('is written in a folder whose name only begins as the one above does', async () => {
    await write(file('..data', 'x'));
    expect(await readdir(join(workspace, '..data'))).toEqual(['x']);
  });

  test('may have a name that begins with two dots', async () => {
    await write(file('..report.json'));
    await write(file('...', 'x'));
    expect(await readdir(workspace)).toEqual(['...', '..report.json']);
  });

  test('keeps what it held when the work fails', async () => {
    await writeFile(join(workspace, 'x'), 'old');
    const failing = write(file('x'), () => Promise.reject(new Error('half-way')));
    await expect(failing).rejects.toThrow('half-way');
    expect(await readFile(join(workspace, 'x'), 'utf8')).toBe('old');
    expect(await readdir(workspace)).toEqual(['x']);
  });

  test('is not checked by writing it', async () => {
    await checkJobFile(file('a', 'x'));
    expect(await readdir(workspace)).toEqual([]);
  });
});

describe('a job’s file is refused by the check and by the write alike', () => {
  const refused = async (kind: FileProblem['kind'], ...path: readonly string[]): Promise<void> => {
    expect(await obstacleOf(checkJobFile(file(...path)))).toBe(kind);
    expect(await obstacleOf(write(file(...path)))).toBe(kind);
    expect(await readdir(outside)).toEqual([]);
  };

  test('outside the folders of the job', async () => {
    await refused('outside', '..', 'outside', 'x');
    await refused('outside', '.');
    await symlink(outside, join(workspace, 'link'));
    await refused('outside', 'link', 'x');
    await refused('outside', 'link', 'deeper', 'x');
  });

  test('where a link is, or a folder', async () => {
    await symlink(join(outside, 'x'), join(workspace, 'link'));
    await refused('link', 'link');
    await mkdir(join(workspace, 'folder'));
    await refused('no-file', 'folder');
  });

  test('below a link that leads nowhere yet', async () => {
    await symlink(join(outside, 'later'), join(workspace, 'link'));
    await refused('link', 'link', 'x');
  });

  test('below a file', async () => {
    await writeFile(join(workspace, 'plain'), '');
    await refused('system', 'plain', 'x');
  });
});

describe('what was good when it was checked is refused when it is written', () => {
  test('after a link took the name of the file', async () => {
    await writeFile(join(outside, 'precious'), 'old');
    await checkJobFile(file('x'));
    await symlink(join(outside, 'precious'), join(workspace, 'x'));
    expect(await obstacleOf(write(file('x')))).toBe('link');
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('old');
  });

  test('after a link took the place of its folder', async () => {
    await mkdir(join(workspace, 'a'));
    await checkJobFile(file('a', 'x'));
    await rename(join(workspace, 'a'), join(workspace, 'moved'));
    await symlink(outside, join(workspace, 'a'));
    expect(await obstacleOf(write(file('a', 'x')))).toBe('outside');
    expect(await readdir(outside)).toEqual([]);
  });

  test.each(['outside', 'elsewhere'])(
    'after a link to %s took the place of its folder during the write',
    async (target) => {
      await mkdir(join(workspace, 'elsewhere'));
      const leads = target === 'outside' ? outside : join(workspace, 'elsewhere');
      const written = write(file('a', 'x'), async () => {
        await rename(join(workspace, 'a'), join(workspace, 'moved'));
        await symlink(leads, join(workspace, 'a'));
      });
      expect(await obstacleOf(written)).toBe(target === 'outside' ? 'outside' : 'replaced');
      expect(await readdir(leads)).toEqual([]);
    },
  );

  test('after a link took the name of the file during the write', async () => {
    await writeFile(join(outside, 'precious'), 'old');
    const written = write(file('x'), () => symlink(join(outside, 'precious'), join(workspace, 'x')));
    expect(await obstacleOf(written)).toBe('link');
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('old');
    expect((await lstat(join(workspace, 'x'))).isSymbolicLink()).toBe(true);
    expect(await readdir(workspace)).toEqual(['x']);
  });
});
