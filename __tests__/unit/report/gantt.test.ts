import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import mermaid from 'mermaid';
import { assessSecrets } from '../../../src/report/secret-status.ts';
import { formatChart } from '../../../src/report/gantt.ts';
import type { Row } from '../../../src/report/row.ts';
import { maxBars } from '../../../src/shared/gantt.ts';
import { readGantt } from '../../helpers/gantt.ts';
import { daysAgo, now, lineageSecret } from '../../helpers/histories.ts';

interface Named {
  readonly application: string;
  readonly description: string;
}

/** Creates a secret for each name. By default each expires a day after the one before. */
function createRows(names: readonly Named[], ends = (index: number): number => -index): readonly Row[] {
  return names.flatMap(({ application, description }, index) => {
    const secret = { ...lineageSecret(`key${index}`, 100, ends(index)), displayName: description };
    return assessSecrets([secret], { days: 30 }, now).map((assessment) => ({
      ...assessment,
      application: { objectId: 'o', applicationId: 'a', displayName: application },
    }));
  });
}

const listBars = (text: string): readonly string[] =>
  text.split('\n').filter((line) => / :.*s\d+, /.test(line));

describe('the chart of the report', () => {
  test('produces valid Mermaid for any names', async () => {
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
      fc.asyncProperty(names, async (generated) => {
        const text = readGantt(formatChart(createRows(generated)));
        expect(await mermaid.parse(text)).toMatchObject({ diagramType: 'gantt' });
        expect(listBars(text)).toHaveLength(generated.length);
        expect(text).not.toContain('`');
      }),
      { numRuns: 200 },
    );
  });

  test('draws each lifetime in the colour of its status', () => {
    const rows = createRows(
      [
        { application: 'A', description: 'expired' },
        { application: 'B', description: 'due' },
        { application: 'C', description: 'valid' },
      ],
      (index) => [2, -10, -100][index] ?? 0,
    );
    const [superseded] = rows;
    const all = superseded === undefined ? rows : [...rows, { ...superseded, status: 'superseded' as const }];
    expect(readGantt(formatChart(all))).toMatchInlineSnapshot(`
     "gantt
     dateFormat YYYY-MM-DD
     axisFormat %Y-%m
     -2 d, A, expired :crit, done, s0, 2026-08-16, 2026-11-22
     10 d, B, due :crit, s1, 2026-08-16, 2026-12-04
     100 d, C, valid :active, s2, 2026-08-16, 2027-03-04
     -2 d, A, expired :done, s3, 2026-08-16, 2026-11-22"
    `);
  });

  test('omits secrets without a start, an end, or a duration', () => {
    const [row] = createRows([{ application: 'A', description: 'x' }]);
    if (row === undefined) throw new Error('no row');
    const incomplete = [{ endDateTime: null }, { startDateTime: null }, { endDateTime: daysAgo(100) }].map(
      (change) => ({
        ...row,
        secret: { ...row.secret, ...change },
      }),
    );
    expect(listBars(formatChart(incomplete))).toEqual([]);
  });

  test('limits the number of bars, and truncates long names', () => {
    const many = Array.from({ length: 40 }, () => ({ application: 'A'.repeat(50), description: 'x' }));
    const text = formatChart(createRows(many));
    expect(listBars(text)).toHaveLength(maxBars);
    expect(text).toContain(`0 d, ${'A'.repeat(31)}…, x :`);
  });
});
