import fc from 'fast-check';
import { knownCommands } from '../sandbox/runner/commands.ts';

/** What commands are made of, what hides them, and what ends a line. */
const pieces = [
  ...[
    '##[',
    '#',
    '[',
    ']',
    '::',
    ':',
    ' ',
    ';',
    ',',
    '=',
    'name=client-secret',
    'x',
    '%0A',
    '%0D',
    '%5D',
    '%25',
  ],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    '\u000b',
    '\u0000',
    '\u001b[0m',
    '\u0085',
    '\u2028',
    '\u2029',
    '\u00a0',
    '\ufeff',
  ],
  ...[
    '\u200b',
    '\u00ad',
    '\u202e',
    '\u2066',
    '\u034f',
    '\ufe0f',
    '\u0301',
    '\u0489',
    '\u3164',
    '\ud800',
    '\udc00',
  ],
  ...knownCommands,
];

/** Text as somebody might put it into a name to make the runner obey, or anything else. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: 'binary' })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
