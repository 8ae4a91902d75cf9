import { describe, expect, test } from '@jest/globals';
import { createJournal, readCompromised, readJournal } from '../../../src/rotation/journal.ts';
import { idle, answerLost } from '../../../src/rotation/state.ts';
import { intent, statesOf } from '../../helpers/states.ts';

const states = statesOf(intent);

describe('the journal', () => {
  test('saves at once that nothing has begun, which replaces what an earlier step of the job saved', () => {
    const texts: string[] = [];
    const journal = createJournal((text) => texts.push(text));
    expect(texts).toEqual(['{"version":1,"step":"idle"}']);
    expect(journal.state()).toBe(idle);
  });

  test('throws when that cannot be saved', () => {
    expect(() =>
      createJournal(() => {
        throw new Error('ENOSPC');
      }),
    ).toThrow('ENOSPC');
  });

  test.each(Object.entries(states))('saves the whole state %s', (_, state) => {
    const texts: string[] = [];
    const journal = createJournal((text) => texts.push(text));
    expect(journal.save(state)).toBe(state);
    expect(journal.state()).toBe(state);
    expect(readJournal(texts.at(-1) ?? '')).toEqual(state);
  });

  test('includes in the next state what could not be saved', () => {
    let full = false;
    let text = '';
    const journal = createJournal((saved) => {
      if (full) throw new Error('ENOSPC');
      text = saved;
    });
    journal.save(states.adding);
    full = true;
    const lost = journal.trySave(answerLost(states.adding));
    expect(readJournal(text)).toEqual(states.adding);
    expect(journal.state()).toBe(lost);
    expect(() => journal.save(states.added)).toThrow('ENOSPC');
    full = false;
    journal.trySave(states.stored);
    expect(readJournal(text)).toEqual(states.stored);
  });
});

describe('the compromised secrets that a run still has to remove', () => {
  const keyId = '5bc44266-25d2-436c-bb9d-31677cdab3ce';

  test('are in every state until there are none, and do not change it', () => {
    const texts: string[] = [];
    const journal = createJournal((text) => texts.push(text));
    journal.setCompromised([]);
    expect(texts).toHaveLength(1);
    journal.setCompromised([keyId]);
    journal.save(states.stored);
    expect(texts.slice(1).map(readCompromised)).toEqual([[keyId], [keyId]]);
    expect(texts.slice(1).map(readJournal)).toEqual([idle, states.stored]);
    journal.setCompromised([]);
    expect(readCompromised(texts.at(-1) ?? '')).toEqual([]);
    expect(texts).toHaveLength(4);
  });

  test('are included in the next state when they could not be saved', () => {
    let full = false;
    let text = '';
    const journal = createJournal((saved) => {
      if (full) throw new Error('ENOSPC');
      text = saved;
    });
    full = true;
    journal.setCompromised([keyId]);
    full = false;
    journal.save(states.adding);
    expect(readCompromised(text)).toEqual([keyId]);
  });

  test.each(['', '{', '{"version":1,"step":"idle"}', '{"compromised":["::error::x"]}', '{"compromised":1}'])(
    'are none in %s',
    (text) => {
      expect(readCompromised(text)).toEqual([]);
    },
  );
});

describe('what the post step reads', () => {
  test('is `idle` when nothing, or `idle`, was saved', () => {
    expect(readJournal('')).toEqual(idle);
    expect(readJournal('{"version":1,"step":"idle"}')).toEqual(idle);
  });

  const saved = (change: object): string => JSON.stringify({ version: 1, ...states.stored, ...change });

  test.each([
    ['truncated', '{'],
    ['empty', '{}'],
    ['not an object', 'null'],
    ['of another version', saved({ version: 2 })],
    ['without a version', JSON.stringify(states.stored)],
    ['of an unknown step', saved({ step: 'begun' })],
    ['without its key ID', saved({ keyId: undefined })],
    ['with an invalid key ID', saved({ keyId: 's3cr3t' })],
    ['with a path as the object ID', saved({ intent: { ...intent, objectId: '../groups/x' } })],
    ['stored, in no destination', saved({ stored: [] })],
    ['stored in a destination that is not in its list', saved({ stored: [2] })],
    [
      'about a write to no destination',
      saved({ ...states.storingFirst, writing: { destination: -1, revisionBefore: 's3cr3t' } }),
    ],
    [
      'about an unconfirmed write to no destination',
      saved({ ...states.removed, unconfirmedWrite: { destination: 0.5, revisionBefore: 'x' } }),
    ],
  ])('is an error when it is %s', (_, text) => {
    const read = (): unknown => readJournal(text);
    expect(read).toThrow(expect.objectContaining({ code: 'journal-unreadable' }));
    expect(read).not.toThrow('s3cr3t');
  });
});
