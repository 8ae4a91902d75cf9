import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runScenario, writer } from '../helpers/scenario.ts';

/** Throws once the action listens for what nobody catches, as a library may from a callback of its own. */
const saboteur = `
const timer = setInterval(() => {
  if (process.listenerCount('uncaughtException') === 0) return;
  clearInterval(timer);
  throw Object.assign(new Error('quotes s3cr3t'), { response: 's3cr3t' });
}, 1);
`;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saboteur-'));
  await writeFile(join(folder, 'saboteur.cjs'), saboteur);
});

afterAll(() => rm(folder, { recursive: true }));

test('an uncaught error is reported without the text that it quotes, and the step fails', () =>
  runScenario(
    {
      inputs: { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer },
      environment: { NODE_OPTIONS: `--require ${join(folder, 'saboteur.cjs')}` },
    },
    ({ step }) => {
      expect(step.exitCode).toBe(1);
      expect(step.transcript).toContain('unexpected: The action stopped on an unexpected error (Error).');
      expect(step.raw).not.toContain('s3cr3t');
    },
  ));
