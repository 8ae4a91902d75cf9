import { describe, expect, test } from '@jest/globals';
import { getCloud } from '../../../src/azure/cloud.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { Findings, type ReportPolicy } from '../../../src/report/findings.ts';
import { writeReportSummary } from '../../../src/report/summary.ts';
import { lineageSecret, now } from '../../helpers/histories.ts';
import { RememberingSummary } from '../../helpers/remembering-summary.ts';
import { manualSecret } from '../../helpers/report-rows.ts';

interface Given {
  readonly displayName?: string;
  readonly secrets: readonly (PasswordCredential & { readonly unreadable?: true })[];
}

const policy: ReportPolicy = { dueWithin: { days: 30 }, retireAfter: undefined, limit: Infinity };

/** The summary of a report over these applications. */
async function formatSummary(
  applications: readonly Given[],
  changes: Partial<ReportPolicy> = {},
): Promise<string> {
  const findings = new Findings({ ...policy, ...changes });
  applications.forEach(({ displayName = 'Payroll', secrets }, index) => {
    const ids = { objectId: `o${index}`, applicationId: `a${index}`, signInAudience: '' };
    findings.add({ ...ids, displayName, passwordCredentials: secrets }, now);
  });
  const summary = new RememberingSummary();
  await writeReportSummary(findings, { ...policy, ...changes, cloud: getCloud('public') }, summary);
  return summary.text;
}

/** One application for each secret, which ends this many days ago. */
const withEnds = (create: (end: number) => PasswordCredential, ends: readonly number[]): readonly Given[] =>
  ends.map((end) => ({ secrets: [create(end)] }));

/** The lines below a heading, up to the next one. */
function section(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.indexOf(`# ${heading}`) + 1;
  if (start === 0) return [];
  const end = lines.findIndex((line, index) => index >= start && line.startsWith('# '));
  return lines.slice(start, end === -1 ? lines.length : end);
}

const peopleHeading = 'What a person must do';
const automatic = 'What workflows do';
const due = (end: number): PasswordCredential => lineageSecret(`w${Math.abs(end)}`, 400, end);
const manual = (end: number): PasswordCredential => manualSecret(`m${end}`, 400, end);

describe('the summary of the report', () => {
  test('lists what a person must do, the next date first, with the date and the instruction', async () => {
    const text = await formatSummary([
      { displayName: 'Old', secrets: [manual(3)] },
      { displayName: 'Stopped', secrets: [due(5)] },
      { displayName: 'Wiki', secrets: [lineageSecret('a', 400, -9), lineageSecret('b', 10)] },
      { displayName: 'Crm', secrets: [manual(-8)] },
      { displayName: 'Quiet', secrets: [manual(-300)] },
    ]);
    expect(text).toMatch(
      /^# Action needed: renew 1 client secret, update Exalate for 1 application, check why 1 client secret expired, replace or remove 1 expired client secret\n/,
    );
    const link = (index: number, name: string): string =>
      `<a href="https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/a${index}"><code>${name}</code></a>`;
    const inOps = 'this action in <code>acme/ops</code>';
    const byHand = '<code>made by hand</code>';
    expect(section(text, peopleHeading)).toEqual([
      'Date = Application = Client secret = Added by = Task',
      `2026-12-02 = ${link(3, 'Crm')} = ${byHand} =  = No workflow renews it. Renew it by hand, or add its key ID to the input <code>adopt</code> of a workflow.`,
      `2026-12-03 = ${link(2, 'Wiki')} = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 b00000]</code> = ${inOps} = Update Exalate to this client secret. Then run its workflow with <code>acknowledge: b</code>, which removes the older ones.`,
      `2026-11-21 = ${link(0, 'Old')} = ${byHand} =  = It has expired, and no workflow renews it. Replace it, or remove it if nothing uses it.`,
      `2026-11-19 = ${link(1, 'Stopped')} = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 w50000]</code> = ${inOps} = It has expired. Check the last run of its workflow.`,
    ]);
    expect(section(text, automatic)).toEqual([]);
  });

  test('says what workflows do, and what is left for another day', async () => {
    const superseded = { secrets: [lineageSecret('a', 400), lineageSecret('b', 10)] };
    const text = await formatSummary([...withEnds(due, [-3, -4]), superseded], {
      retireAfter: { days: 7 },
      limit: 1,
    });
    expect(text).toMatch(/^# Nothing to do by hand: workflows handle 3 due applications\n/);
    expect(section(text, peopleHeading)).toEqual([]);
    expect(section(text, automatic)).toEqual([
      '- Renew 2 client secrets that this action added and that will expire soon.',
      '- Remove the superseded client secrets of 1 application.',
      '- Handle 2 due applications another day: <code>limit</code> is 1.',
    ]);
  });

  test('counts secrets made by hand as tasks of a person, not of workflows', async () => {
    const text = await formatSummary([...withEnds(due, [-3]), ...withEnds(manual, [-4, -5])]);
    expect(section(text, automatic)).toEqual([
      '- Renew 1 client secret that this action added and that will expire soon.',
    ]);
    expect(section(text, peopleHeading)).toHaveLength(3);
  });

  test('has neither section when nothing is due', async () => {
    const text = await formatSummary(withEnds(due, [-300]));
    expect(text).toMatch(
      /^# Nothing to do: the next client secret expires on 2027-09-20\n# Client secrets\n/,
    );
  });

  test('says what the report cannot read', async () => {
    const unreadable = { ...manual(-300), unreadable: true } as const;
    const text = await formatSummary([{ secrets: [unreadable, manual(-300)] }]);
    expect(text).toMatch(/^# Action needed: check 1 entry that the report cannot read\n/);
    expect(section(text, peopleHeading)).toEqual([
      '<p>The report cannot read 0 app registrations and 1 client secret. Check the app registrations in the portal.</p>',
    ]);
  });

  test('has the counts of all secrets', async () => {
    const text = await formatSummary([
      ...withEnds(manual, [3, -3, -300]),
      { secrets: [lineageSecret('a', 400), lineageSecret('b', 10)] },
    ]);
    expect(section(text, 'Client secrets').slice(0, 2)).toEqual([
      'Applications = Client secrets = Expired = Due = Valid = Superseded',
      '4 = 5 = 1 = 1 = 2 = 1',
    ]);
  });

  test('states how many rows and bars the tables and the chart omit', async () => {
    const text = await formatSummary(
      withEnds(
        manual,
        Array.from({ length: 60 }, (_, index) => -index / 3),
      ),
    );
    expect(section(text, peopleHeading)).toHaveLength(52);
    expect(section(text, peopleHeading).at(-1)).toBe(
      'These are the 50 most urgent tasks, of 60. The report file lists all client secrets.',
    );
    expect(text).toContain(
      'These are the 50 secrets that expire first, of 60. The report file lists all of them.',
    );
    expect(text).toContain('The chart shows the 30 secrets that expire first.');
  });

  test('lists secrets that never expire and secrets that this action did not add', async () => {
    const permanent = { ...manual(0), endDateTime: null };
    const text = await formatSummary([{ secrets: [permanent] }]);
    expect(text).toMatch(/^# Nothing to do: no client secret expires\n/);
    expect(text).toMatch(/^ = never = valid = <a href=.* = <code>made by hand<.code> = $/m);
  });

  test('has no table when there are no secrets', async () => {
    expect(await formatSummary([])).not.toContain('Days left');
    expect(await formatSummary(withEnds(manual, [3]))).not.toContain('that expire first');
  });

  test('shows names as they are, without HTML or Markdown of their own', async () => {
    const displayName = '<img src=x>\n# @acme | [x](y)';
    const secret = { ...manual(-3), displayName };
    const text = await formatSummary([{ displayName, secrets: [secret] }]);
    expect(text).not.toContain('<img');
    expect(section(text, peopleHeading)).toHaveLength(2);
  });

  test('stays below the size limit of GitHub for the longest names', async () => {
    const displayName = '<'.repeat(256);
    const applications = Array.from({ length: 100 }, (_, index) => ({
      displayName,
      secrets: [{ ...manual(-index / 4), displayName }],
    }));
    expect((await formatSummary(applications)).length).toBeLessThan(400_000);
  });
});
