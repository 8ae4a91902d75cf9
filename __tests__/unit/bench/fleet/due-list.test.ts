import { describe, expect, test } from '@jest/globals';
import { createFleet } from '../../../../bench/fleet/create-fleet.ts';
import { listDue, requireOneJobEach } from '../../../../bench/fleet/due-list.ts';
import { Random } from '../../../../bench/fleet/random.ts';
import { recommended } from '../../../../bench/fleet/settings.ts';

const made = new Date('2027-01-04T00:00:00Z');
const fleet = createFleet({ ...recommended, applications: 600 }, made, new Random(1));
const policy = { dueWithin: { days: 90 }, retireAfter: { days: 14 }, limit: Infinity };

describe('the list of what is due in a simulated fleet', () => {
  test('is empty until the first secrets are due', () => {
    expect(listDue(fleet, policy, new Date('2027-04-03T00:00:00Z'))).toEqual([]);
  });

  test('has all applications, in shards that fit into a matrix', () => {
    const shards = listDue(fleet, policy, new Date('2027-04-06T00:00:00Z'));
    expect(shards.map(({ length }) => length)).toEqual([256, 256, 88]);
    const ids = fleet.map(({ facts }) => facts.applicationId);
    expect(shards.flat().map((entry) => entry['application-id'])).toEqual(ids);
    expect(() => {
      requireOneJobEach(shards.flat());
    }).not.toThrow();
  });

  test('has no more applications than `limit`', () => {
    expect(listDue(fleet, { ...policy, limit: 20 }, new Date('2027-04-06T00:00:00Z')).flat()).toHaveLength(
      20,
    );
  });

  test('breaks a rule when an application has two entries', () => {
    const [entry] = listDue(fleet, policy, new Date('2027-04-06T00:00:00Z')).flat();
    if (entry === undefined) throw new Error('nothing is due');
    expect(() => {
      requireOneJobEach([entry, entry]);
    }).toThrow('Application 1 gets two jobs on one day.');
  });
});
