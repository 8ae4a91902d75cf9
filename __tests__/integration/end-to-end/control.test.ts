import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { requestVerdict, serveControl, type Verdict } from '../../../scripts/end-to-end/control.ts';
import { root } from '../../helpers/repository.ts';

/** Runs a script, which asks a sandbox that says this. */
async function runScript(
  script: string,
  args: readonly string[],
  verdict: Verdict,
): Promise<{ exitCode: number; printed: string; asked: readonly unknown[] }> {
  const asked: unknown[] = [];
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  const url = await serveControl(
    (name, given) => {
      asked.push({ name, given });
      return verdict;
    },
    () => {
      end(undefined);
    },
  );
  const { PATH, SYSTEMROOT } = process.env;
  const environment = {
    PATH,
    SYSTEMROOT,
    CONTROL_URL: url,
    'STATE_control-url': url,
    OUTCOME: 'success',
    OUTPUTS: '{"rotated":"true","client-secret":"the value"}',
  };
  const { exitCode, printed } = await new Promise<{ exitCode: number; printed: string }>((resolve) => {
    const file = join(root, 'scripts/end-to-end', script);
    execFile(process.execPath, [file, ...args], { env: environment }, (error, out, errors) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), printed: out + errors });
    });
  });
  if (script !== 'stop.ts') await requestVerdict(url, 'end', {});
  await ended;
  return { exitCode, printed, asked };
}

const problem = {
  problem: 'the Key Vault secret has a different value',
  lines: ['200 GET https://example.com/'],
};

test('check.ts sends the outcome and outputs of a step, with the SHA-256 of a value instead of the value', async () => {
  const { exitCode, printed, asked } = await runScript('check.ts', ['stored'], { lines: [] });
  expect([exitCode, printed]).toEqual([0, 'stored: as expected\n']);
  const digest = 'eb69abcc54d8bcf975aa735ebb61c8ceb27555455d983d1f8881756760db1fcc';
  const outputs = { rotated: 'true', 'client-secret': digest };
  expect(asked[0]).toEqual({ name: 'stored', given: { outcome: 'success', outputs } });
});

test('check.ts fails with the problem that the sandbox found, and shows the requests', async () => {
  const { exitCode, printed } = await runScript('check.ts', ['stored'], problem);
  expect(exitCode).toBe(1);
  expect(printed).toContain('stored: the Key Vault secret has a different value\n');
  expect(printed).toContain('200 GET https://example.com/\n');
});

test('stop.ts requests the last check, and fails with the problem that it found', async () => {
  const good = await runScript('stop.ts', [], { lines: problem.lines });
  expect([good.exitCode, good.printed]).toEqual([0, '200 GET https://example.com/\n']);
  expect(good.asked[0]).toEqual({ name: 'end', given: {} });
  const bad = await runScript('stop.ts', [], problem);
  expect(bad.exitCode).toBe(1);
  expect(bad.printed).toContain('::error::the Key Vault secret has a different value');
});

test('a check that throws an error reports it as a problem', async () => {
  const url = await serveControl(
    () => {
      throw new Error('unexpected');
    },
    () => undefined,
  );
  expect(await requestVerdict(url, 'end', {})).toEqual({ problem: 'Error: unexpected', lines: [] });
});
