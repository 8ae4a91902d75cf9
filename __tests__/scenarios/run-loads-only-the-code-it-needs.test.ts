import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filesIn, read } from '../helpers/repository.ts';
import { runScenario, writer, type Scenario } from '../helpers/scenario.ts';

/** Notes, in a process that it is loaded into, which files of dist/ are loaded, and which parts of Node's own at the end. */
const destination = (notes: string): string => `
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    if (url.includes('/dist/')) appendFileSync(${JSON.stringify(notes)}, url + '\\n');
    return next(url, context);
  },
});
process.once('exit', () => {
  for (const name of process.moduleLoadList) appendFileSync(${JSON.stringify(notes)}, name + '\\n');
});
`;

/** A word of each library that stands in no other file, and what it is for. */
const libraries = {
  'Microsoft Entra ID': 'class ClientSecretCredential',
  'Microsoft Graph': 'exports.GraphRequest = GraphRequest',
  GitHub: 'class Octokit',
  'sealed boxes': 'crypto_box_seal_open',
  'Key Vault': 'class SecretClient ',
  age: 'class Encrypter ',
} as const;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'destination-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** What a run loads: the libraries among the above, and whether Node's own copy of undici. */
async function loadedBy(
  inputs: Scenario['inputs'],
): Promise<{ files: number; libraries: readonly string[]; nodesUndici: boolean }> {
  const notes = join(folder, `notes-${Object.keys(inputs).join('-')}`);
  const script = join(folder, 'destination.mjs');
  await writeFile(script, destination(notes));
  await runScenario(
    { inputs, environment: { NODE_OPTIONS: `--import=${pathToFileURL(script).href}` } },
    () => undefined,
  );
  const lines = (await readFile(notes, 'utf8')).split('\n');
  const files = lines.filter((line) => line.startsWith('file:'));
  const text = (await Promise.all(files.map((url) => readFile(new URL(url), 'utf8')))).join('\n');
  const found = Object.entries(libraries).filter(([, word]) => new RegExp(word).test(text));
  return {
    files: files.length,
    libraries: found.map(([name]) => name),
    nodesUndici: lines.some((line) => line.includes('internal/deps/undici/undici')),
  };
}

test.each(Object.entries(libraries))('the library for %s is in one file of dist', (_, word) => {
  const files = filesIn('dist', '.js').filter((path) => new RegExp(word).test(read(path)));
  expect(files).toHaveLength(1);
});

describe('a run loads', () => {
  test('two files to report invalid inputs', async () => {
    expect(await loadedBy({ expires: 'soon' })).toEqual({ files: 2, libraries: [], nodesUndici: false });
  });

  test('the clients for Entra, Graph and GitHub to store a repository secret', async () => {
    const { libraries: found, nodesUndici } = await loadedBy({
      'repository-secret': 'EXALATE_CLIENT_SECRET',
      'github-token': writer,
    });
    expect(found).toEqual(['Microsoft Entra ID', 'Microsoft Graph', 'GitHub', 'sealed boxes']);
    expect(nodesUndici).toBe(false);
  });

  test('no GitHub client to set a step output', async () => {
    const { libraries: found } = await loadedBy({ 'step-output': 'true' });
    expect(found).toEqual(['Microsoft Entra ID', 'Microsoft Graph']);
  });
});
