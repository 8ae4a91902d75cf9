import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatFailure, writeFailureSummary } from '../../../src/runner/failure-summary.ts';
import { ActionError, toActionError } from '../../../src/shared/action-error.ts';

const environment = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_ACTION_REPOSITORY: 'org/exalate-secret-action',
  GITHUB_ACTION_REF: 'v1',
};

const refused = new ActionError(
  'graph-permission-missing',
  {
    problem:
      'Microsoft Graph refused to change the application "R&D @acme". Microsoft Graph responds: "Denied: see <b>#1</b>"',
    likelyCause: 'the workload identity has no permission.',
    remedy:
      'grant it with consent:\n  az cloud set --name AzureUSGovernment\n  az rest --body "{\\"a\\":1}" > x',
  },
  'the new secret was kept. Current state of the destinations:\n  - repository secret X of acme/ops: unchanged\n  - step output client-secret: nothing',
);
const unavailable = new ActionError('github-unreachable', {
  problem: 'GitHub does not answer.',
  likelyCause: 'an outage.',
  remedy: 'run the job again.',
});

describe('the summary of a failed run', () => {
  test('has the error, the state now, the likely cause, and the commands of the remedy', () => {
    expect(formatFailure([refused], environment)).toMatchInlineSnapshot(`
     "<h2>Action needed: fix the error <code>graph-permission-missing</code></h2>
     <p>Microsoft Graph refused to change the application <code>R&amp;D @acme</code>. Microsoft Graph responds: <code>Denied: see &lt;b&gt;#1&lt;/b&gt;</code></p>
     <p><strong>State now:</strong> the new secret was kept. Current state of the destinations:</p>
     <ul><li>repository secret X of acme/ops: unchanged</li><li>step output client-secret: nothing</li></ul>
     <p><strong>Likely cause:</strong> the workload identity has no permission.</p>
     <p><strong>To fix it:</strong> grant it with consent:</p>
     <pre><code>az cloud set --name AzureUSGovernment
     az rest --body &quot;{\\&quot;a\\&quot;:1}&quot; &gt; x</code></pre>
     <p>Details: <a href="https://github.com/org/exalate-secret-action/blob/v1/docs/troubleshooting.md#graph-permission-missing">graph-permission-missing</a></p>"
    `);
  });

  test('has every error', () => {
    expect(formatFailure([unavailable, refused], {})).toMatch(
      /^<h2>Action needed: fix 2 errors<.h2>\n<h3><code>github-unreachable<.code><.h3>\n[^]*<h3><code>graph-permission-missing<.code><.h3>\n/,
    );
  });

  test('names the place of the documentation when the action is in the repository of the workflow', () => {
    expect(formatFailure([unavailable], {})).toContain(
      '<p>Details: <code>docs/troubleshooting.md#github-unreachable</code></p>',
    );
  });

  test('shows the stack of an unexpected error to copy', () => {
    expect(formatFailure([toActionError(new TypeError('x'))], {})).toMatch(
      /Stack:<.p>\n<pre><code>at [^<]*\nat [^<]*<.code>/,
    );
  });

  test('has no blank line, which would end the HTML', () => {
    const text = ['a', '', ' \t', '  ', '  - ', '   ', '  b', '\u2028', ' c'].join('\n');
    const error = new ActionError('unexpected', { problem: text, likelyCause: text, remedy: text }, text);
    expect(formatFailure([error, error], environment)).not.toMatch(/^\s*$/m);
  });

  test('is not larger than GitHub shows', () => {
    const long = new ActionError('unexpected', {
      problem: '<'.repeat(10_000),
      likelyCause: '&'.repeat(10_000),
      remedy: '"'.repeat(10_000),
    });
    const text = formatFailure(
      Array.from({ length: 100 }, () => long),
      environment,
    );
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(text).toMatch(/<p>The log has \d+ more\.<.p>$/);
  });
});

describe('the file of the summary', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'summary-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  test('gets the errors before the facts of the run', async () => {
    const file = join(folder, 'summary');
    await writeFile(file, 'earlier\n');
    writeFailureSummary([unavailable], '<h2>facts</h2>', { ...environment, GITHUB_STEP_SUMMARY: file });
    expect(await readFile(file, 'utf8')).toBe(
      `earlier\n${formatFailure([unavailable], environment)}\n<h2>facts</h2>`,
    );
  });

  test.each([undefined, '', '/dev/stdout', '/nowhere/summary'])('is refused when it is %j', (file) => {
    expect(() => {
      writeFailureSummary([unavailable], '', { GITHUB_STEP_SUMMARY: file });
    }).toThrow('no file for the summary');
  });
});
