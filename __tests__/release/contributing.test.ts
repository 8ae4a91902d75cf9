import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { isDocument, openOnce } from '../../sandbox/contracts/contract.ts';
import { recordRequests, type RecordedRequest } from '../helpers/release/recorded-gh.ts';
import { releaseJobs } from '../helpers/release/workflow.ts';
import { filesIn, read, table, unquoted } from '../helpers/repository.ts';
import { readShellBlocks } from '../helpers/shell-blocks.ts';

const page = read('CONTRIBUTING.md');
const { blocks } = readShellBlocks('CONTRIBUTING.md', page);
const findBlock = (text: string): string =>
  blocks.find(({ commands }) => commands.includes(text))?.commands ?? '';

test('CONTRIBUTING.md lists what the first run of each workflow must show, and no other workflow', () => {
  const listed = table(page, 'workflow').map(([name = '']) => unquoted(name));
  const files = filesIn('.github/workflows', '.yml').map((path) => path.replace('.github/workflows/', ''));
  expect(listed).toEqual(files);
});

test('CONTRIBUTING.md says what to do after each job of a release has failed', () => {
  expect(table(page, 'job').map(([name = '']) => unquoted(name))).toEqual(Object.keys(releaseJobs));
});

test('CONTRIBUTING.md names only scripts of package.json', () => {
  const { scripts } = v.parse(
    v.object({ scripts: v.record(v.string(), v.string()) }),
    JSON.parse(read('package.json')),
  );
  const named = [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('the command that replaces the placeholder of the owner finds each of its forms', () => {
  const placeholder = ['org', 'exalate-secret-action'].join('/');
  const text = (owner: string): string =>
    `uses: ${owner}/exalate-secret-action@v1\n${owner}/exalate-secret-action/report\n` +
    `https://github.com/${owner}/exalate-secret-action /${owner}\\/exalate-secret-action/\n* @${owner}/maintainers\n`;
  const other = `octo-${placeholder} @org/team`;
  const folder = mkdtempSync(join(tmpdir(), 'owner-'));
  try {
    writeFileSync(join(folder, 'CONTRIBUTING.md'), placeholder);
    writeFileSync(join(folder, 'README.md'), text('org') + other);
    const script = `git init -q && git add -A && ${findBlock('git grep -lzE')}`;
    const { stderr } = spawnSync('bash', ['--norc', '-eo', 'pipefail', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(text('acme') + other);
    expect(readFileSync(join(folder, 'CONTRIBUTING.md'), 'utf8')).toBe(placeholder);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('the commands that change settings', () => {
  const sent = [findBlock('settings POST'), findBlock('enforcement=disabled')]
    .flatMap(recordRequests)
    // The name of a reference has slashes, which the router would read as parts of the path.
    .map((request) => ({
      ...request,
      path: request.path.replace('{owner}', 'o').replace('{repo}', 'r').replace('/tags/', '/tags-'),
    }));
  const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
  const described = v.parse(
    v.looseObject({ paths: v.record(v.string(), v.unknown()) }),
    JSON.parse(readFileSync(file, 'utf8')),
  );
  const matches = (template: string): boolean =>
    sent.some(({ path }) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
  const openDescription = openOnce(() => {
    const paths = Object.fromEntries(Object.entries(described.paths).filter(([path]) => matches(path)));
    const reduced: unknown = { ...described, paths };
    if (!isDocument(reduced)) throw new Error('GitHub’s description has another form.');
    return Promise.resolve(reduced);
  });

  async function findProblems({ method, path, body }: RecordedRequest): Promise<readonly string[]> {
    const { router, validator } = await openDescription();
    const request = { method, path, headers: {}, body };
    const operation = router.matchOperation(request);
    if (operation === undefined) return [`GitHub has no ${method} ${path}`];
    const { errors } = validator.validateRequest(request, operation);
    return (errors ?? []).map(
      ({ instancePath, message = '' }) => `${method} ${path}: ${instancePath} ${message}`,
    );
  }

  test('are requests that GitHub describes', async () => {
    expect(sent.length).toBeGreaterThan(20);
    expect((await Promise.all(sent.map(findProblems))).flat()).toEqual([]);
  });

  test.each<[string, RecordedRequest, string]>([
    ['a path', { method: 'PUT', path: '/repos/o/r/immutable-release', body: undefined }, 'GitHub has no PUT'],
    [
      'a value',
      {
        method: 'PUT',
        path: '/repos/o/r/actions/permissions/workflow',
        body: { default_workflow_permissions: 'none' },
      },
      'must be equal to one of the allowed values',
    ],
    [
      'a rule',
      {
        method: 'POST',
        path: '/repos/o/r/rulesets',
        body: { name: 'a', enforcement: 'active', rules: [{ type: 'move' }] },
      },
      '/requestBody/rules/0',
    ],
  ])('are refused by this test when %s is wrong', async (_case, request, problem) => {
    expect((await findProblems(request)).join('\n')).toContain(problem);
  });

  test('allow every action that the workflows use', () => {
    const allowed = sent.find(({ path }) => path.endsWith('/selected-actions'))?.body;
    const { patterns_allowed: patterns } = v.parse(
      v.object({ patterns_allowed: v.array(v.string()) }),
      allowed,
    );
    const used = filesIn('.github/workflows', '.yml').flatMap((path) =>
      [...read(path).matchAll(/uses: (\w[\w.-]*\/[\w.-]+)/g)].map(([, name = '']) => name),
    );
    const others = used.filter((name) => !/^(actions|github)\//.test(name)).map((name) => `${name}@*`);
    expect(patterns).toEqual(expect.arrayContaining(others));
  });
});
