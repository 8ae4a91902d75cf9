import { describe, expect, test } from '@jest/globals';
import { createCompromised } from '../../../src/plan/compromised.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import {
  addCompromisedState,
  createInterruptedError,
  findNotManagedError,
} from '../../../src/rotation/compromised-errors.ts';
import { createProgress, type Progress } from '../../../src/rotation/context.ts';
import { ActionError, ActionErrors, toActionErrors } from '../../../src/shared/action-error.ts';
import { daysAgo, lineageSecret, now } from '../../helpers/histories.ts';
import { createTestContext } from '../../helpers/test-context.ts';

const leaked = lineageSecret('leaked', 20);
const other = lineageSecret('other', 30);
const byHand: PasswordCredential = {
  keyId: 'by-hand',
  displayName: 'made by hand',
  startDateTime: daysAgo(50),
  endDateTime: null,
};

describe('the error for compromised secrets that the workflow does not manage', () => {
  function errorFor(
    credentials: readonly PasswordCredential[],
    compromised: readonly string[],
    adopt: readonly string[] = [],
  ): ActionError | undefined {
    const context = createTestContext();
    return findNotManagedError({
      ...context,
      application: { ...context.application, passwordCredentials: credentials },
      policy: { ...context.policy, adopt, compromised },
    });
  }

  test('is not there for secrets of the lineage, adopted ones and missing ones', () => {
    expect(errorFor([leaked, byHand], ['leaked', 'by-hand', 'gone'], ['by-hand'])).toBeUndefined();
  });

  test('has the line to add, with the key IDs that are adopted already', () => {
    const error = errorFor([leaked, byHand], ['leaked', 'by-hand'], ['elsewhere']);
    expect(error?.code).toBe('compromised-not-managed');
    expect(error?.explanation.problem).toBe(
      '`compromised` names client secrets that this workflow does not manage, so nothing was changed:\n  - "made by hand" (key ID by-hand, never expires)',
    );
    expect(error?.explanation.remedy).toMatch(/and start it again:\n {2}adopt: elsewhere, by-hand$/);
  });

  test('has the command for a secret whose start is unknown, since adopting it does not help', () => {
    const error = errorFor([{ ...byHand, startDateTime: null }], ['by-hand'], ['by-hand']);
    expect(error?.explanation.remedy).toMatch(/^remove them by hand, [^]*--key-id by-hand$/m);
    expect(error?.explanation.remedy).not.toContain('adopt:');
  });
});

describe('the error of a run with compromised secrets', () => {
  const failure = new ActionError(
    'key-vault-unreachable',
    { problem: 'p', likelyCause: 'c', remedy: 'r' },
    'the new secret was removed again.',
  );
  const { inputs, application } = createTestContext();

  function messageOf(error: unknown, changes: Partial<Progress> = {}, dryRun = false): string {
    const progress = { ...createProgress(), application, compromised: [leaked, other], ...changes };
    const settings = { ...inputs, compromised: ['leaked', 'other'], dryRun };
    return toActionErrors(addCompromisedState(error, settings, progress))
      .map(({ message }) => message)
      .join('\n\n');
  }

  test('says after the state which ones are left, and the command for each', () => {
    const command = `az ad app credential delete --id ${application.applicationId} --key-id`;
    const message = messageOf(failure);
    expect(message).toContain(
      'State now: the new secret was removed again.\nNo compromised client secret was removed, because the run failed before every destination held a new one. Left:\n  - "Exalate',
    );
    expect(message).toContain(
      `start the workflow again with the same \`compromised\`. To remove what is left without a new one, which stops everything that still uses it:\n  ${command} leaked\n  ${command} other\nThese commands work in Azure Cloud Shell`,
    );
  });

  test('says which one was removed to make room', () => {
    const message = messageOf(failure, { retired: [createCompromised(other, now, undefined)] });
    expect(message).toContain(
      'Removed: the compromised client secret other. If Exalate used it, Exalate cannot sign in any more.\nNo other compromised client secret was removed',
    );
    expect(message).not.toContain('--key-id other');
    const both = [leaked, other].map((secret) => createCompromised(secret, now, undefined));
    expect(messageOf(failure, { retired: both })).toContain(
      'Removed: the compromised client secrets leaked, other. If Exalate used one of them, Exalate',
    );
  });

  test('has a state even when the error had none', () => {
    const message = messageOf(new ActionError(failure.code, failure.explanation));
    expect(message).toContain('State now: No compromised client secret was removed');
  });

  test('names only those that were removed when none is left', () => {
    const retired = [leaked, other].map((secret) => createCompromised(secret, now, undefined));
    const message = messageOf(failure, { retired });
    expect(message).toMatch(
      /Removed: the compromised client secrets leaked, other\. .*\nFix the error, and start/,
    );
    expect(message).not.toContain('Left:');
  });

  test('names the key IDs when the application was not found', () => {
    const message = messageOf(failure, { application: undefined, compromised: [] });
    expect(message).toContain('Left:\n  - the client secret with the key ID leaked\n  - the client secret');
    expect(message).not.toContain('az ad app');
  });

  test('says it once when there are several errors', () => {
    const message = messageOf(new ActionErrors([failure, failure]));
    expect(message.split('No compromised client secret was removed')).toHaveLength(2);
    expect(message.split('key-vault-unreachable:')).toHaveLength(3);
  });

  test.each<[string, unknown, Partial<Progress>, boolean]>([
    ['in a dry run', failure, {}, true],
    ['when none of them is on the application', failure, { compromised: [] }, false],
    [
      'when it is about them already',
      new ActionError('compromised-not-managed', failure.explanation),
      {},
      false,
    ],
  ])('stays as it is %s', (_, error, progress, dryRun) => {
    expect(messageOf(error, progress, dryRun)).not.toContain('compromised client secret');
  });
});

test('a run that ended before the removal has an error that lists them, and the line to start it again', () => {
  const { code, message } = createInterruptedError(['leaked', 'other']);
  expect(code).toBe('compromised-not-removed');
  expect(message).toContain(
    'compromised client secrets:\n  - the client secret with the key ID leaked\n  - ',
  );
  expect(message).toContain('State now: unless the log says that they were removed, they still work.');
  expect(message).toMatch(/start the workflow again with `compromised: leaked, other`\.$/);
});
