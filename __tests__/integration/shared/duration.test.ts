import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

test('a process calculates the end of a lifetime in UTC in every time zone', async () => {
  const module = JSON.stringify(new URL('../../../src/shared/duration.ts', import.meta.url));
  // At this start it is the 31st of March already on Kiritimati.
  const program = `
    const { endOfLifetime, resolveExpiry, parseExpiry } = await import(${module});
    const start = new Date('2027-03-30T12:00:00Z');
    console.log(JSON.stringify([endOfLifetime({ months: 1 }, start), resolveExpiry(parseExpiry('2027-12-31', start), start)]));`;
  const options = { env: { ...process.env, TZ: 'Pacific/Kiritimati' } };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    options,
  );
  expect(JSON.parse(stdout)).toEqual(['2027-04-30T12:00:00.000Z', '2027-12-31T00:00:00.000Z']);
});
