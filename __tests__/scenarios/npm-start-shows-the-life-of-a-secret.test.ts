import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { requestToken } from '../../sandbox/services/github/oidc.ts';

describe('npm start', () => {
  let shown = '';
  let withRequests = '';

  beforeAll(async () => {
    const start = async (...given: string[]): Promise<string> =>
      (await promisify(execFile)(process.execPath, ['sandbox/commands/start.ts', ...given])).stdout;
    [shown, withRequests] = await Promise.all([start(), start('--requests')]);
  }, 120_000);

  test('shows a first run, a run with nothing due, a renewal, an acknowledgement, and a killed run', () => {
    const runs = shown.split(/^Run (?=\d)/m).slice(1);
    expect(runs.map((run) => run.replace(/\n[^]*/, '').replace(/\d{4}(-\d\d){2}/, '<day>'))).toEqual([
      '7001, <day>: the first run',
      '7002, <day>: nothing is due',
      '7003, <day>: the acknowledgement',
      '7004, <day>: a renewal',
      '7005, <day>: the acknowledgement of the renewal',
      '7006, <day>: a run that is killed',
    ]);
    const [first, nothingDue, acknowledged, renewed, , killed] = runs;
    for (const run of [first, renewed]) {
      expect(run).toContain('Wrote the value to Key Vault secret exalate-client-secret');
      expect(run).toMatch(/^Issue \d, open: Update the client secret of Exalate in Exalate by \d{4}-/m);
    }
    expect(nothingDue).toContain('no renewal needed.');
    expect(acknowledged).toContain('  Removed "Exalate node" (key ID');
    expect(acknowledged).toMatch(/^Issue 1, closed: .*\n\n {2}`alice` confirmed/m);
    expect(killed).toMatch(/^Log of its post step:\n\n {2}Cleaning up "Exalate \[acme\/ops .* run 7006/m);
    expect(killed).toContain('  No secret of this run is left on the application.');
  });

  test('shows the client secrets of the application before the first run and after each run', () => {
    const lists = shown.split('Client secrets of the application:\n').slice(1);
    const counts = lists.map((list) => list.match(/^ {4}key ID [\w-]{36}, expires \d/gm)?.length);
    // The one before the last is from the moment when the step has been killed and the post step has not begun.
    expect(counts).toEqual([1, 2, 2, 1, 2, 1, 2, 1]);
  });

  test('shows no warning and no error, because nothing goes wrong but the kill', () => {
    expect(shown).not.toMatch(/^ *(Warning|Error|Notice):/m);
  });

  test('shows the requests only with `--requests`', () => {
    const request =
      /^ {2}\d{3} POST https:\/\/graph\.microsoft\.com\/v1\.0\/applications\/[\w-]+\/addPassword$/gm;
    expect(shown).not.toMatch(request);
    expect(withRequests.match(request)).toHaveLength(3);
  });

  test('shows no value of a client secret and no token', () => {
    const secret = /8Q~|github_pat_|ghs_|\beyJ/;
    for (const text of [shown, withRequests]) {
      expect(text).not.toMatch(secret);
      expect(text).not.toContain(requestToken);
    }
  });
});
