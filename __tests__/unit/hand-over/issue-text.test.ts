import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCloud } from '../../../src/azure/cloud.ts';
import { formatBody, formatTitle, type HandOverSecret } from '../../../src/hand-over/issue-text.ts';
import { createCompromised } from '../../../src/plan/compromised.ts';
import { findCompromisedDeadline } from '../../../src/plan/hand-over.ts';
import type { RetirableSecret } from '../../../src/plan/retirement.ts';
import { parseMarker } from '../../../src/hand-over/marker.ts';
import { readWorkflow } from '../../../src/hand-over/workflow.ts';
import { added, handOverSecret, subject, surroundings } from '../../helpers/hand-over.ts';
import { hostileText } from '../../helpers/hostile-text.ts';

const bodyOf = (changes: Partial<HandOverSecret> = {}, now = added): string =>
  formatBody({ ...handOverSecret, ...changes }, surroundings, now);

describe('the title', () => {
  test('says what to do, and by when', () => {
    expect(formatTitle(handOverSecret)).toBe('Update the client secret of Exalate in Exalate by 2026-12-20');
  });

  test('is not longer than GitHub accepts', () => {
    const title = formatTitle({ ...handOverSecret, applicationName: '😀'.repeat(200) });
    expect(title.length).toBeLessThanOrEqual(256);
    expect(title).toMatch(/^Update the client secret of .*… in Exalate by 2026-12-20$/u);
    expect(title.isWellFormed()).toBe(true);
  });
});

describe('the body after compromised secrets were removed', () => {
  const keyOf = (keyId: string): RetirableSecret =>
    createCompromised({ ...handOverSecret.secret, keyId }, added, undefined);
  const [one, two] = [keyOf('one'), keyOf('two')];
  const introductionFor = (removed: readonly RetirableSecret[], left: readonly RetirableSecret[]): string => {
    const deadline = findCompromisedDeadline({ removed, left }, added);
    expect(formatTitle({ ...handOverSecret, deadline })).toMatch(/ by 2026-11-24$/);
    const body = bodyOf({ deadline });
    expect(body).toContain('Put its value into Exalate **now**, then acknowledge it.');
    expect(body).not.toContain('What happens on');
    return body
      .split('\n\n')
      .slice(1, -1)
      .filter((part) => part.includes('compromised'))
      .join('\n\n');
  };

  test.each([
    [
      [one],
      [],
      '**The client secret `one` was compromised and has been removed. If Exalate used it, Exalate can no longer sign in. Enter the new value now.**',
    ],
    [
      [one, two],
      [],
      '**The client secrets `one`, `two` were compromised and have been removed. If Exalate used one of them, Exalate can no longer sign in. Enter the new value now.**',
    ],
    [
      [],
      [two],
      '**The client secret `two` is compromised and could not be removed yet. Exalate can no longer sign in with it once it is removed. Enter the new value now.**',
    ],
    [
      [],
      [one, two],
      '**The client secrets `one`, `two` are compromised and could not be removed yet. Exalate can no longer sign in with them once they are removed. Enter the new value now.**',
    ],
  ])('says that first', (removed, left, expected) => {
    expect(introductionFor(removed, left)).toBe(expected);
  });

  test('says which were removed before which were not', () => {
    expect(introductionFor([one], [two])).toMatch(/`one` was compromised[^]*\n\n.*`two` is compromised/);
  });

  test('shows a key ID as code, whatever it is', () => {
    expect(introductionFor([keyOf('**@acme/ops** #1')], [])).toContain('secret `**@acme/ops** #1` was');
  });
});

describe('the body', () => {
  test('says everything that a person needs', () => {
    expect(bodyOf()).toMatchSnapshot();
  });

  test('begins with the marker', () => {
    expect(bodyOf()).toMatch(/^<!-- exalate-secret-action issue /);
    expect(parseMarker('issue', bodyOf())).toEqual(subject);
  });

  test('names the run whose artifact has the encrypted file, and what to do when that is gone', () => {
    expect(
      bodyOf({ places: [{ kind: 'encrypted-file', path: 'out/exalate-secret.age' }] }),
    ).toMatchSnapshot();
  });

  test('says of a step output that a later step passes it on, and lists GitHub secrets last', () => {
    const body = bodyOf({
      places: [
        { kind: 'unreadable', label: 'repository secret X of acme/ops' },
        { kind: 'step-output' },
        ...Array.from({ length: 20 }, (_, index) => ({
          kind: 'unreadable' as const,
          label: `secret ${index}`,
        })),
      ],
    });
    expect(body).toContain(
      '**Step output:** the value was the step output `client-secret` in [run 7001, attempt 1](https://github.com/acme/ops/actions/runs/7001/attempts/1).',
    );
    expect(body).toMatch(
      /The value is also in `repository secret X of acme\/ops`, `secret 0`, .*`secret 18`, and 1 more\. No person can read it there\./,
    );
  });

  test('lists a GitHub secret that also has the value', () => {
    const places = [...handOverSecret.places, { kind: 'unreadable', label: 'repository secret X' } as const];
    expect(bodyOf({ places })).toContain(
      '\n\nThe value is also in `repository secret X`. No person can read it there.\n\n',
    );
  });

  test('selects the cloud before a command in another cloud', () => {
    const body = formatBody(handOverSecret, { ...surroundings, cloud: getCloud('china') }, added);
    expect(body).toContain(
      'az cloud set --name AzureChinaCloud\naz login --allow-no-subscriptions\naz keyvault secret show',
    );
  });

  test('shows no command and no branch when the file of the workflow is not known', () => {
    const workflow = readWorkflow('https://github.com', 'acme/ops');
    const body = formatBody(handOverSecret, { ...surroundings, workflow }, added);
    expect(body).toContain('1. Open [the page of the workflow](https://github.com/acme/ops/actions)');
    expect(body).toContain(`2. Enter \`${subject.keyId}\``);
    expect(body).not.toContain('gh workflow run');
  });

  test.each([
    [
      'the earlier secret expires then',
      handOverSecret.deadline,
      /At 2026-12-20T08:00:00Z, the client secret `made by hand` \(key ID `4{8}-.*`\) expires\. If Exalate still uses it then, Exalate can no longer sign in\./,
    ],
    [
      'the earlier secret has expired already',
      { ...handOverSecret.deadline, date: new Date('2026-11-24T08:00:00Z') },
      /The client secret `made by hand` .* expired at 2026-11-24T08:00:00Z\. If Exalate still uses it, Exalate cannot sign in\./,
    ],
    [
      'no earlier secret expires',
      { ...handOverSecret.deadline, expiring: undefined },
      /No earlier client secret of the application expires\. The date is 14 days after this client secret was added\./,
    ],
  ])('says what happens on the date when %s', (_, deadline, expected) => {
    expect(bodyOf({ deadline })).toMatch(expected);
  });

  test('says of a secret that never expires that it does not', () => {
    const secret = { ...handOverSecret.secret, endDateTime: null };
    expect(bodyOf({ secret })).toContain('<th align="left">Expires</th><td><code>never</code></td>');
  });

  test('links to no run when the description of the secret does not name one', () => {
    const secret = { ...handOverSecret.secret, displayName: 'Exalate' };
    expect(bodyOf({ secret, places: [{ kind: 'step-output' }] })).toContain(
      'in the run that added the client secret.',
    );
  });

  test('is short enough for GitHub, and has one marker, whatever text comes from outside', () => {
    const long = fc.tuple(hostileText, fc.constantFrom(1, 100)).map(([text, times]) => text.repeat(times));
    fc.assert(
      fc.property(long, long, (name, label) => {
        const body = bodyOf({
          applicationName: name,
          secret: { ...handOverSecret.secret, displayName: label },
          places: [
            { kind: 'encrypted-file', path: name.slice(0, 300) },
            ...Array.from({ length: 200 }, () => ({ kind: 'unreadable' as const, label })),
          ],
        });
        expect(body.length).toBeLessThanOrEqual(65_536);
        expect(parseMarker('issue', body)).toEqual(subject);
        expect(body).not.toContain('\r');
      }),
      { numRuns: 30 },
    );
  });
});
