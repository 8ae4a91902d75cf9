import * as v from 'valibot';
import { destinationSpec } from './destinations/catalogue.ts';
import { cloudNames } from './entra/clouds.ts';
import { Failure } from './support/failure.ts';

/**
 * What a run has begun, in the runner's state: all that the post step needs to act alone, and nothing that would be
 * of use to anybody else. Neither a value nor a token is ever part of it.
 */
const record = v.object({
  tenantId: v.string(),
  clientId: v.string(),
  cloud: v.picklist(cloudNames),
  applicationId: v.string(),
  objectId: v.string(),
  /** The description of the secret, which is unique to the run. */
  displayName: v.string(),
  destinations: v.array(destinationSpec),
  /** Whether the secret is for this job alone, and goes when the job ends. */
  revoke: v.boolean(),
  /** Null as long as nobody has said that the secret was added. */
  keyId: v.nullable(v.string()),
  /** An answer to addPassword was lost: a secret may surface later, under the same description. */
  answerLost: v.boolean(),
  /** The writes that were sent, and what each destination's mark was before. */
  writes: v.array(v.object({ destination: v.number(), before: v.string() })),
  standing: v.picklist(['open', 'committed', 'done', 'withdrawn']),
});

export type JournalRecord = v.InferOutput<typeof record>;

/** What is known before a secret is asked for. */
type Intent = Omit<JournalRecord, 'keyId' | 'answerLost' | 'writes' | 'standing'>;

/**
 * Writes down each step before, or as soon as, it is taken. What must be known before the run goes on throws when it
 * cannot be written; the rest only spares the post step a look, and fails in silence.
 */
export interface Journal {
  /** A secret is about to be asked for. */
  readonly begin: (intent: Intent) => void;
  /** An answer to addPassword was lost. */
  readonly answerLost: () => void;
  /** The secret was added. */
  readonly added: (keyId: string) => void;
  /** A destination is about to be written. */
  readonly writing: (destination: number, before: string) => void;
  /** A destination holds the value: the secret stays. */
  readonly committed: () => void;
  /** All destinations hold it, or the error has said which do not. */
  readonly done: () => void;
  /** The secret was removed again. */
  readonly withdrawn: () => void;
}

/** @param save keeps a text where the post step finds it, at once */
export function journalIn(save: (text: string) => void): Journal {
  let current: JournalRecord | undefined;
  const note = (change: (before: JournalRecord) => Partial<JournalRecord>): void => {
    if (current === undefined) throw new TypeError('the journal was not begun');
    current = { ...current, ...change(current) };
    save(JSON.stringify(current));
  };
  const mention = (change: Partial<JournalRecord>): void => {
    try {
      note(() => change);
    } catch {
      // The next entry that can be written says it, too.
    }
  };
  return {
    begin(intent) {
      current = { ...intent, keyId: null, answerLost: false, writes: [], standing: 'open' };
      note(() => ({}));
    },
    answerLost() {
      mention({ answerLost: true });
    },
    added(keyId) {
      note(() => ({ keyId }));
    },
    writing(destination, before) {
      note(({ writes }) => ({ writes: [...writes, { destination, before }] }));
    },
    committed() {
      mention({ standing: 'committed' });
    },
    done() {
      mention({ standing: 'done' });
    },
    withdrawn() {
      mention({ standing: 'withdrawn' });
    },
  };
}

/**
 * Reads what the main step wrote down last.
 *
 * @returns undefined when it wrote nothing: it never came to ask for a secret
 * @throws Failure `journal-unreadable`
 */
export function readJournal(text: string): JournalRecord | undefined {
  if (text === '') return undefined;
  try {
    return v.parse(record, JSON.parse(text));
  } catch {
    throw new Failure('journal-unreadable', {
      happened: 'What the main step of this action wrote down for its post step cannot be read.',
      likely: 'the two steps are of different versions of this action, or the runner lost part of it.',
      fix: 'look on the application for a secret of this run that nobody uses, and remove it.',
    });
  }
}
