import { expect, test } from '@jest/globals';
import { play } from './scenario.ts';

test('no application has that name', () =>
  play({ inputs: { application: 'Exelate', 'step-output': 'true' } }, ({ step, story, sandbox }) => {
    expect(step.exitCode).toBe(1);
    expect(sandbox.tenant.mintedSecrets).toEqual([]);
    expect(story).toMatchSnapshot();
  }));

test('several applications have that name', () =>
  play(
    {
      inputs: { 'step-output': 'true' },
      arrange: ({ tenant }) => {
        tenant.addApplication({ displayName: 'Exalate' });
      },
    },
    ({ step, story, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
      expect(story).toMatchSnapshot();
    },
  ));

test('a name with quotes, an ampersand and an umlaut names one', () =>
  play(
    {
      inputs: { application: "O'Brien & Söhne", 'step-output': 'true' },
      arrange: ({ tenant }) => {
        tenant.addApplication({ displayName: "O'Brien & Söhne" });
      },
    },
    ({ step, story }) => {
      expect(step.outcome).toBe('success');
      expect(story).toMatchSnapshot();
    },
  ));
