import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import mermaid from 'mermaid';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { findManagedSecrets } from '../../../src/plan/plan.ts';
import { formatSecretsChart } from '../../../src/rotation/secrets-chart.ts';
import { maxBars } from '../../../src/shared/gantt.ts';
import { readGantt } from '../../helpers/gantt.ts';
import { daysAgo, lineageSecret, now, provenance } from '../../helpers/histories.ts';

const current = lineageSecret('5bc44266-25d2', 10, -355);
const older = lineageSecret('1', 200, -165);
const byHand = { ...lineageSecret('2', 300, -20), displayName: 'by hand' };
const other = { ...lineageSecret('3', 50, -20), displayName: 'other: team' };

function formatChart(credentials: readonly PasswordCredential[], adopt: readonly string[] = []): string {
  const managed = findManagedSecrets(provenance, { adopt }, credentials);
  return formatSecretsChart({ credentials, currentKeyId: current.keyId, managed }, now);
}

const countBars = (text: string): number => text.split('\n').filter((line) => / :.*s\d+, /.test(line)).length;

describe('the chart of the secrets on an application', () => {
  test('shows which one is current, superseded, adopted, or not managed', () => {
    expect(readGantt(formatChart([other, byHand, older, current], ['2']))).toMatchInlineSnapshot(`
     "gantt
     dateFormat YYYY-MM-DD
     axisFormat %Y-%m
     section Current
     key 5bc44266, run 7001.1 Exalate :active, s0, 2026-11-14, 2027-11-14
     section Superseded
     key 1, run 7001.1 Exalate :done, s1, 2026-05-08, 2027-05-08
     section Adopted
     key 2, by hand :done, s2, 2026-01-28, 2026-12-14
     section Other
     key 3, other team :done, s3, 2026-10-05, 2026-12-14"
    `);
  });

  test.each([
    [3, false],
    [4, true],
    [6, false],
  ])('labels every sixth month when it covers %i years: %j', (years, expected) => {
    const chart = formatChart([{ ...older, startDateTime: daysAgo(0), endDateTime: daysAgo(-365 * years) }]);
    expect(chart.includes('tickInterval 6month')).toBe(expected);
  });

  test('is valid Mermaid for any names', async () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom('section', 'title x', 'a: b, c', '#35; %% x', 'click s0 call x()', '```', 'end', ''),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 5 }), async (names) => {
        const credentials = names.map(([keyId, displayName], index) => ({
          ...older,
          keyId: `${keyId}${index}`,
          displayName,
        }));
        const text = readGantt(formatChart([current, ...credentials]));
        expect(await mermaid.parse(text)).toMatchObject({ diagramType: 'gantt' });
        expect(countBars(text)).toBe(names.length + 1);
      }),
      { numRuns: 200 },
    );
  });

  test('omits secrets without a start, an end, or a duration, and says how many it shows', () => {
    const incomplete = [{ startDateTime: null }, { endDateTime: null }, { endDateTime: daysAgo(300) }];
    const credentials = incomplete.map((change) => ({ ...byHand, ...change }));
    expect(formatChart(credentials)).toBe('');
    const chart = formatChart([...credentials, current]);
    expect(countBars(chart)).toBe(1);
    expect(chart).toMatch(/```\n\nThe chart shows 1 of 4 client secrets\.\n$/);
    expect(formatChart([current])).not.toContain('The chart shows');
  });

  test('limits the number of bars, and leaves out expired secrets first', () => {
    const expired = Array.from({ length: 20 }, (_, index) => lineageSecret(`old${index}`, 500, 10));
    const live = Array.from({ length: 25 }, (_, index) => ({ ...other, keyId: `live${index}` }));
    const chart = formatChart([...expired, ...live, current]);
    expect(countBars(chart)).toBe(maxBars);
    expect(chart.match(/^key live/gm)).toHaveLength(25);
    expect(chart).toContain(`The chart shows ${maxBars} of 46 client secrets.`);
  });
});
