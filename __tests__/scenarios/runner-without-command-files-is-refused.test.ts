import { describe, expect, test } from '@jest/globals';
import { runScenario, writer } from '../helpers/scenario.ts';

const store = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const inputs = { ...store, 'step-output': 'true' };

describe('a run that would print the value', () => {
  test.each([
    ['OUTPUT', 'variable'],
    ['OUTPUT', 'file'],
    ['STATE', 'variable'],
    ['STATE', 'file'],
  ] as const)('stops before any request: no GITHUB_%s (%s)', (name, without) =>
    runScenario({ inputs, without: { [name]: without } }, async ({ step, sandbox, job }) => {
      expect(step.outcome).toBe('failure');
      expect(step.transcript).toContain(
        `Error: runner-not-supported: This step cannot write the file that the runner names in GITHUB_${name} (for `,
      );
      expect(sandbox.requests).toEqual([]);
      expect(step.outputs).toEqual({});
      expect((await job.post())?.outcome).toBe('success');
    }),
  );

  test('reports both files when both are missing', () =>
    runScenario({ inputs, without: { OUTPUT: 'variable', STATE: 'variable' } }, ({ step }) => {
      expect(step.transcript).toContain('GITHUB_OUTPUT (for step outputs) and GITHUB_STATE (for the state');
    }));

  test('includes the report', () =>
    runScenario({ action: 'report', inputs: {}, without: { OUTPUT: 'variable' } }, ({ step, sandbox }) => {
      expect(step.transcript).toContain('Error: runner-not-supported: ');
      expect(sandbox.requests).toEqual([]);
    }));
});

test('a report saves no state, and needs no file for it', () =>
  runScenario({ action: 'report', inputs: {}, without: { STATE: 'variable' } }, ({ step }) => {
    expect(step.outcome).toBe('success');
  }));
