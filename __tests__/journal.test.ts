import { describe, expect, test } from '@jest/globals';
import { journalIn, readJournal } from '../src/journal.ts';

const intent = {
  tenantId: 'tenant',
  clientId: 'client',
  cloud: 'public',
  applicationId: 'application',
  objectId: 'object',
  displayName: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]',
  destinations: [{ kind: 'step-output' }],
  revoke: false,
} as const;

const written = (): { texts: string[]; journal: ReturnType<typeof journalIn> } => {
  const texts: string[] = [];
  const journal = journalIn((text) => texts.push(text));
  journal.begin({ ...intent, destinations: [...intent.destinations] });
  return { texts, journal };
};

describe('the journal', () => {
  test('says all that is known at each moment', () => {
    const { texts, journal } = written();
    journal.answerLost();
    journal.added('key');
    journal.writing(0, 'then');
    journal.writing(1, 'not there');
    journal.committed();
    journal.done();
    const start = { ...intent, keyId: null, answerLost: false, writes: [], standing: 'open' };
    const lost = { ...start, answerLost: true };
    const added = { ...lost, keyId: 'key' };
    const one = { ...added, writes: [{ destination: 0, before: 'then' }] };
    const both = { ...added, writes: [...one.writes, { destination: 1, before: 'not there' }] };
    expect(texts.map(readJournal)).toEqual([
      start,
      lost,
      added,
      one,
      both,
      { ...both, standing: 'committed' },
      { ...both, standing: 'done' },
    ]);
  });

  test('says what could not be written with the next entry', () => {
    let full = false;
    let text = '';
    const journal = journalIn((saved) => {
      if (full) throw new Error('ENOSPC');
      text = saved;
    });
    journal.begin({ ...intent, destinations: [] });
    full = true;
    journal.answerLost();
    journal.withdrawn();
    expect(readJournal(text)).toMatchObject({ answerLost: false, standing: 'open' });
    expect(() => {
      journal.added('key');
    }).toThrow('ENOSPC');
    full = false;
    journal.committed();
    expect(readJournal(text)).toMatchObject({ answerLost: true, standing: 'committed', keyId: 'key' });
  });

  test('takes no entry before it was begun', () => {
    const journal = journalIn(() => undefined);
    expect(() => {
      journal.added('key');
    }).toThrow(TypeError);
  });
});

describe('what the post step reads', () => {
  test('is nothing when nothing was written', () => {
    expect(readJournal('')).toBeUndefined();
  });

  test.each(['{', '{}', 'null', '{"keyId":"s3cr3t"}'])('must be whole: %s', (text) => {
    const read = (): unknown => readJournal(text);
    expect(read).toThrow(expect.objectContaining({ code: 'journal-unreadable' }));
    expect(read).not.toThrow('s3cr3t');
  });
});
