import { describe, expect, test } from '@jest/globals';
import type { Destination } from '../../../src/destinations/destination.ts';
import { getCloud, type Cloud } from '../../../src/azure/cloud.ts';
import {
  formatFindCommands,
  wasWritten,
  formatRemoveCommand,
  removeAddedSecrets,
  type Traces,
} from '../../../src/rotation/roll-back.ts';
import {
  down,
  scriptedDirectory,
  type Read,
  type Removal,
  type ScriptedDirectory,
} from '../../helpers/scripted-directory.ts';

const ours = 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]';
const place = { application: { applicationId: 'app', objectId: 'object' }, cloud: getCloud('public') };
const looks = [0, 1_000, 2_000, 4_000, 8_000];
const patientLooks = [...looks, 15_000, 15_000];
const gone = { complete: true, foreign: undefined };

const directory = (
  reads: readonly Read[],
  removals: readonly Removal[],
): ScriptedDirectory & { cloud: Cloud } => ({
  ...scriptedDirectory(reads, removals),
  cloud: place.cloud,
});

const known: Traces = { displayName: ours, doomed: 'new', keep: undefined, mayBeMore: false };
const unknown: Traces = { displayName: ours, doomed: undefined, keep: undefined, mayBeMore: true };
describe('the main step removes a secret that Graph named to it', () => {
  test('at once, and makes sure by two reads', async () => {
    const told = directory([[]], ['removed']);
    await expect(removeAddedSecrets(known, told, 'main')).resolves.toEqual(gone);
    expect(told).toMatchObject({ waits: [0, 1_000], asked: ['new'] });
  });

  test('under whatever description', async () => {
    const told = directory([[['new', 'changed']], []], ['removed']);
    await expect(removeAddedSecrets(known, told, 'main')).resolves.toEqual(gone);
    expect(told.asked).toEqual(['new', 'new']);
  });

  test('at each look until a replica knows it', async () => {
    const told = directory([[]], ['not-found', 'not-found', 'removed']);
    await expect(removeAddedSecrets(known, told, 'main')).resolves.toEqual(gone);
    expect(told).toMatchObject({ waits: [0, 1_000, 2_000], asked: ['new', 'new', 'new'] });
  });

  test('until its looks are used up', async () => {
    const told = directory([[['new', ours]]], ['removed']);
    await expect(removeAddedSecrets(known, told, 'main')).resolves.toEqual({
      complete: false,
      foreign: undefined,
      remaining: 'new',
    });
    expect(told.waits).toEqual(looks);
  });
});

describe('the post step removes a secret', () => {
  test('and names one that it has seen and could not remove', async () => {
    const told = directory([[['new', ours]]], ['removed']);
    await expect(removeAddedSecrets(known, told, 'post')).resolves.toMatchObject({
      complete: false,
      remaining: 'new',
    });
  });

  test('and names none that no read has shown under its description', async () => {
    for (const reads of [[down], [[['new', 'made by hand']]]] satisfies (readonly Read[])[]) {
      const result = await removeAddedSecrets(known, directory(reads, []), 'post');
      expect(result).toMatchObject({ complete: false, remaining: undefined });
    }
  });

  test('once a read shows it under exactly its description, and makes sure by two reads', async () => {
    const told = directory([[['new', ours]], []], ['removed']);
    await expect(removeAddedSecrets(known, told, 'post')).resolves.toEqual(gone);
    expect(told).toMatchObject({ waits: [0, 1_000], asked: ['new'] });
  });

  test('patiently, when no read shows it at first', async () => {
    const told = directory([[], [], [], [], [], [['new', ours]], []], ['removed']);
    await expect(removeAddedSecrets(known, told, 'post')).resolves.toEqual(gone);
    expect(told).toMatchObject({ waits: patientLooks, asked: ['new'] });
  });

  test('never when it has another description', async () => {
    for (const description of ['made by hand', `${ours} `, ours.toUpperCase()]) {
      const told = directory([[['new', description]]], ['removed']);
      await expect(removeAddedSecrets(known, told, 'post')).resolves.toEqual({
        complete: false,
        foreign: 'new',
      });
      expect(told).toMatchObject({ waits: [0], asked: [] });
    }
  });

  test('unless no read shows it: it is gone already', async () => {
    const told = directory([[]], []);
    await expect(removeAddedSecrets(known, told, 'post')).resolves.toEqual(gone);
    expect(told).toMatchObject({ waits: patientLooks, asked: [] });
  });
});

describe('a secret of which only the description is known', () => {
  test('is looked for several times, and for longer by the post step', async () => {
    const [main, post] = [directory([[]], []), directory([[]], [])];
    await expect(removeAddedSecrets(unknown, main, 'main')).resolves.toEqual(gone);
    await expect(removeAddedSecrets(unknown, post, 'post')).resolves.toEqual(gone);
    expect(main.waits).toEqual(looks);
    expect(post.waits).toEqual(patientLooks);
  });

  test('is removed whenever it surfaces, with every other under that description', async () => {
    const told = directory(
      [
        [['foreign', 'by hand']],
        [
          ['one', ours],
          ['foreign', 'by hand'],
        ],
        [],
        [['two', ours]],
        [],
      ],
      ['removed'],
    );
    await expect(removeAddedSecrets(unknown, told, 'main')).resolves.toEqual(gone);
    expect(told).toMatchObject({ waits: looks, asked: ['one', 'two'] });
  });

  test('leaves the one that is to stay', async () => {
    const told = directory(
      [
        [
          ['kept', ours],
          ['one', ours],
        ],
        [['kept', ours]],
      ],
      ['removed'],
    );
    await expect(removeAddedSecrets({ ...unknown, keep: 'kept' }, told, 'post')).resolves.toEqual(gone);
    expect(told).toMatchObject({ waits: patientLooks, asked: ['one'] });
  });
});

describe('the time for it', () => {
  test('is reserved', async () => {
    const told = directory([[]], []);
    await told.clock.sleep(60_000);
    await expect(removeAddedSecrets(unknown, told, 'post')).resolves.toMatchObject({ complete: false });
    // 100 seconds are all that a phase has: 45 of waiting do not fit in the 40 that are left.
    expect(told.waits).toEqual([60_000, ...patientLooks.slice(0, -1)]);
  });

  test('is used to its end', async () => {
    const told = directory([[]], []);
    await told.clock.sleep(55_000);
    await expect(removeAddedSecrets(unknown, told, 'post')).resolves.toEqual(gone);
    expect(told.clock.now().getTime()).toBe(100_000);
  });
});

describe('what is to be done by hand', () => {
  test('is to remove a secret that is known', () => {
    expect(formatRemoveCommand('new', place)).toBe(
      ' Remove it:\n  az ad app credential delete --id app --key-id new',
    );
  });

  test('is to find one that is not', () => {
    expect(formatFindCommands(unknown, place)).toBe(
      ` Look for "${ours}", and remove it:\n  az ad app credential list --id app --output table\n  az ad app credential delete --id app --key-id KEY-ID`,
    );
  });

  test('is to leave the one that is in use', () => {
    expect(formatFindCommands({ ...unknown, keep: 'kept' }, place)).toContain(
      'and remove all but key ID kept, which is in use:',
    );
  });
});

describe('a destination', () => {
  const destination = (revisions: readonly (string | Error | undefined)[]): Destination => {
    let asked = 0;
    return {
      label: 'x',
      persistent: true,
      url: undefined,
      prepare: () => Promise.reject(new Error('not to be called')),
      readState: () => {
        const revision = revisions[Math.min(asked, revisions.length - 1)];
        asked += 1;
        if (revision instanceof Error) return Promise.reject(revision);
        if (revision === undefined)
          return Promise.resolve({ revision: 'not there', evidence: { kind: 'empty' } });
        return Promise.resolve({ revision, evidence: { kind: 'written', at: new Date(0) } });
      },
    };
  };

  test('has taken the value once its revision changes', async () => {
    const told = directory([[]], []);
    await expect(wasWritten(destination(['then', 'then', 'now']), 'then', told)).resolves.toBe(true);
    expect(told.waits).toEqual([0, 1_000, 2_000]);
  });

  test('has not taken it when the revision is the same for half a minute', async () => {
    const told = directory([[]], []);
    await expect(wasWritten(destination(['then']), 'then', told)).resolves.toBe(false);
    expect(told.waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 15_000]);
  });

  test('has not taken it when it was deleted since', async () => {
    const told = directory([[]], []);
    await expect(wasWritten(destination([undefined]), 'then', told)).resolves.toBe(false);
    expect(told.waits).toHaveLength(6);
  });

  test('that can tell nothing has not taken it', async () => {
    const silent = { ...destination([]), state: () => Promise.resolve(undefined) };
    await expect(wasWritten(silent, 'then', directory([[]], []))).resolves.toBe(false);
  });

  test('that cannot be asked leaves it open', async () => {
    await expect(wasWritten(destination(['then', down]), 'then', directory([[]], []))).rejects.toThrow(down);
  });

  test('is asked even when the time was up', async () => {
    const told = directory([[]], []);
    await told.clock.sleep(70_000);
    await wasWritten(destination(['now']), 'then', told);
    expect(told.budget.remaining()).toBe(30_000);
  });
});
