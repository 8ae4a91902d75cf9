import { describe, expect, test } from '@jest/globals';
import { getCloud } from '../../../src/azure/cloud.ts';
import {
  formatFindCommands,
  formatRemoveCommand,
  removeAddedSecrets,
  type AddedSecrets,
} from '../../../src/rotation/roll-back.ts';
import { down, scriptedDirectory, type Read } from '../../helpers/scripted-directory.ts';

const ours = 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]';
const application = { applicationId: 'app', objectId: 'object' };
const cloud = getCloud('public');
const pollDelays = [0, 1_000, 2_000, 4_000, 8_000];
const postPollDelays = [...pollDelays, 15_000, 15_000];
const gone = { complete: true, mismatched: undefined };

const known: AddedSecrets = {
  displayName: ours,
  keyIdToRemove: 'new',
  keyIdToKeep: undefined,
  searchByDescription: false,
};
const unknown: AddedSecrets = { ...known, keyIdToRemove: undefined, searchByDescription: true };

describe('the main step', () => {
  test('removes a secret that it added at once, and confirms that with two reads', async () => {
    const createDirectory = scriptedDirectory([[]], ['removed']);
    await expect(removeAddedSecrets(known, 'main', createDirectory)).resolves.toEqual(gone);
    expect(createDirectory).toMatchObject({ waits: [0, 1_000], removals: ['new'] });
  });

  test('removes a secret that it added under any description', async () => {
    const createDirectory = scriptedDirectory([[['new', 'changed']], []], ['removed']);
    await expect(removeAddedSecrets(known, 'main', createDirectory)).resolves.toEqual(gone);
    expect(createDirectory.removals).toEqual(['new', 'new']);
  });

  test('repeats the removal at each poll until a replica knows the secret', async () => {
    const createDirectory = scriptedDirectory([[]], ['not-found', 'not-found', 'removed']);
    await expect(removeAddedSecrets(known, 'main', createDirectory)).resolves.toEqual(gone);
    expect(createDirectory).toMatchObject({ waits: [0, 1_000, 2_000], removals: ['new', 'new', 'new'] });
  });

  test('stops after its last poll', async () => {
    const createDirectory = scriptedDirectory([[['new', ours]]], ['removed']);
    await expect(removeAddedSecrets(known, 'main', createDirectory)).resolves.toEqual({
      complete: false,
      mismatched: undefined,
      remaining: 'new',
    });
    expect(createDirectory.waits).toEqual(pollDelays);
  });
});

describe('the post step', () => {
  test('names a secret that a read has listed and that it could not remove', async () => {
    const createDirectory = scriptedDirectory([[['new', ours]]], ['removed']);
    await expect(removeAddedSecrets(known, 'post', createDirectory)).resolves.toMatchObject({
      complete: false,
      remaining: 'new',
    });
  });

  test('names no secret that no read has listed under its description', async () => {
    for (const reads of [[down], [[['new', 'made by hand']]]] satisfies (readonly Read[])[]) {
      const result = await removeAddedSecrets(known, 'post', scriptedDirectory(reads, []));
      expect(result).toMatchObject({ complete: false, remaining: undefined });
    }
  });

  test('removes a secret once a read lists it under exactly its description, and confirms that with two reads', async () => {
    const createDirectory = scriptedDirectory([[['new', ours]], []], ['removed']);
    await expect(removeAddedSecrets(known, 'post', createDirectory)).resolves.toEqual(gone);
    expect(createDirectory).toMatchObject({ waits: [0, 1_000], removals: ['new'] });
  });

  test('uses every poll when no read lists the secret at first', async () => {
    const createDirectory = scriptedDirectory([[], [], [], [], [], [['new', ours]], []], ['removed']);
    await expect(removeAddedSecrets(known, 'post', createDirectory)).resolves.toEqual(gone);
    expect(createDirectory).toMatchObject({ waits: postPollDelays, removals: ['new'] });
  });

  test('never removes a secret with another description', async () => {
    for (const description of ['made by hand', `${ours} `, ours.toUpperCase()]) {
      const createDirectory = scriptedDirectory([[['new', description]]], ['removed']);
      await expect(removeAddedSecrets(known, 'post', createDirectory)).resolves.toEqual({
        complete: false,
        mismatched: 'new',
      });
      expect(createDirectory).toMatchObject({ waits: [0], removals: [] });
    }
  });

  test('counts a secret as gone when no read lists it', async () => {
    const createDirectory = scriptedDirectory([[]], []);
    await expect(removeAddedSecrets(known, 'post', createDirectory)).resolves.toEqual(gone);
    expect(createDirectory).toMatchObject({ waits: postPollDelays, removals: [] });
  });
});

describe('a secret that is known only by its description', () => {
  test('is searched for at every poll, and longer in the post step', async () => {
    const [main, post] = [scriptedDirectory([[]], []), scriptedDirectory([[]], [])];
    await expect(removeAddedSecrets(unknown, 'main', main)).resolves.toEqual(gone);
    await expect(removeAddedSecrets(unknown, 'post', post)).resolves.toEqual(gone);
    expect(main.waits).toEqual(pollDelays);
    expect(post.waits).toEqual(postPollDelays);
  });

  test('is removed when it appears, with every other secret under that description', async () => {
    const createDirectory = scriptedDirectory(
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
    await expect(removeAddedSecrets(unknown, 'main', createDirectory)).resolves.toEqual(gone);
    expect(createDirectory).toMatchObject({ waits: pollDelays, removals: ['one', 'two'] });
  });

  test('is removed without the one to keep', async () => {
    const createDirectory = scriptedDirectory(
      [
        [
          ['kept', ours],
          ['one', ours],
        ],
        [['kept', ours]],
      ],
      ['removed'],
    );
    await expect(
      removeAddedSecrets({ ...unknown, keyIdToKeep: 'kept' }, 'post', createDirectory),
    ).resolves.toEqual(gone);
    expect(createDirectory).toMatchObject({ waits: postPollDelays, removals: ['one'] });
  });
});

describe('the time for a removal', () => {
  test('is reserved', async () => {
    const createDirectory = scriptedDirectory([[]], []);
    await createDirectory.clock.sleep(60_000);
    await expect(removeAddedSecrets(unknown, 'post', createDirectory)).resolves.toMatchObject({
      complete: false,
    });
    // A phase has 100 seconds: the 45 seconds of waiting do not fit into the 40 that are left.
    expect(createDirectory.waits).toEqual([60_000, ...postPollDelays.slice(0, -1)]);
  });

  test('can be used up to the limit of the phase', async () => {
    const createDirectory = scriptedDirectory([[]], []);
    await createDirectory.clock.sleep(55_000);
    await expect(removeAddedSecrets(unknown, 'post', createDirectory)).resolves.toEqual(gone);
    expect(createDirectory.clock.now().getTime()).toBe(100_000);
  });
});

describe('the commands to run by hand', () => {
  test('remove a secret by its key ID', () => {
    expect(formatRemoveCommand('new', application, cloud)).toMatch(
      /^\n {2}az ad app credential delete --id app --key-id new\nThis command works/,
    );
  });

  test('find a secret by its description', () => {
    expect(formatFindCommands(unknown, application, cloud)).toContain(
      `Look for "${ours}", and remove it:\n  az ad app credential list --id app --output table\n  az ad app credential delete --id app --key-id KEY-ID\nThese commands work`,
    );
  });

  test('keep the secret that is in use', () => {
    expect(formatFindCommands({ ...unknown, keyIdToKeep: 'kept' }, application, cloud)).toContain(
      'and remove all except key ID kept, which is in use:',
    );
  });
});
