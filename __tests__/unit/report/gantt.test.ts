import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import mermaid from 'mermaid';
import { assessSecrets } from '../../../src/report/secret-status.ts';
import { formatGantt, maxBars } from '../../../src/report/gantt.ts';
import type { Row } from '../../../src/report/row.ts';
import { daysAgo, now, lineageSecret } from '../../helpers/histories.ts';

interface Named {
  readonly application: string;
  readonly description: string;
}

/** Secrets of these names, each ending a day later than the one before. */
function rowsOf(names: readonly Named[], ends = (index: number): number => -index): readonly Row[] {
  return names.flatMap(({ application, description }, index) => {
    const secret = { ...lineageSecret(`key${index}`, 100, ends(index)), displayName: description };
    return assessSecrets([secret], { days: 30 }, now).map((one) => ({
      ...one,
      application: { objectId: 'o', applicationId: 'a', displayName: application },
    }));
  });
}

const bars = (text: string): readonly string[] => text.split('\n').filter((line) => / :.*s\d+, /.test(line));

describe('the picture of the lifetimes', () => {
  test('is what Mermaid reads, whatever the names hold', async () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(
        'section',
        'title x',
        'a: b, c',
        '#35; %% x',
        'click s0 call x()',
        '```',
        'end',
        'todayMarker off',
        '',
      ),
    );
    const names = fc.array(fc.record({ application: word, description: word }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(names, async (given) => {
        const text = formatGantt(rowsOf(given));
        expect(await mermaid.parse(text)).toMatchObject({ diagramType: 'gantt' });
        expect(bars(text)).toHaveLength(given.length);
        expect(text).not.toContain('`');
      }),
      { numRuns: 200 },
    );
  });

  test('shows each lifetime, in the colour of its status', () => {
    const rows = rowsOf(
      [
        { application: 'A', description: 'expired' },
        { application: 'B', description: 'due' },
        { application: 'C', description: 'valid' },
      ],
      (index) => [2, -10, -100][index] ?? 0,
    );
    const [superseded] = rows;
    const all = superseded === undefined ? rows : [...rows, { ...superseded, status: 'superseded' as const }];
    expect(formatGantt(all)).toMatchInlineSnapshot(`
     "gantt
     dateFormat YYYY-MM-DD
     axisFormat %Y-%m
     -2 d, A, expired :crit, done, s0, 2026-08-16, 2026-11-22
     10 d, B, due :crit, s1, 2026-08-16, 2026-12-04
     100 d, C, valid :active, s2, 2026-08-16, 2027-03-04
     -2 d, A, expired :done, s3, 2026-08-16, 2026-11-22"
    `);
  });

  test('is drawn without those that have no beginning, no end, or no time between', () => {
    const [row] = rowsOf([{ application: 'A', description: 'x' }]);
    if (row === undefined) throw new Error('no row');
    const odd = [{ endDateTime: null }, { startDateTime: null }, { endDateTime: daysAgo(100) }].map(
      (change) => ({
        ...row,
        secret: { ...row.secret, ...change },
      }),
    );
    expect(bars(formatGantt(odd))).toEqual([]);
  });

  test('shows no more than can be told apart, and of a long name its beginning', () => {
    const many = Array.from({ length: 40 }, () => ({ application: 'A'.repeat(50), description: 'x' }));
    const text = formatGantt(rowsOf(many));
    expect(bars(text)).toHaveLength(maxBars);
    expect(text).toContain(`0 d, ${'A'.repeat(31)}…, x :`);
  });
});
