import fc from 'fast-check';
import { knownCommands } from '../../sandbox/runner/commands.ts';

const blanks = [' ', '\t', '\u00a0', '\u0085', '\u2028', '\u2029', '\u000b'];
const invisible = [
  '\u0000',
  '\u001b',
  '\ufeff',
  '\u200b',
  '\u00ad',
  '\u202e',
  '\u2066',
  '\u034f',
  '\ufe0f',
  '\u3164',
];
const marks = ['\u0301', '\u0489', '\u06d6'];
const lineEnds = ['\n', '\r', '\r\n'];

const gap = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(...invisible, ...marks));
const start = fc.constantFrom('', ...lineEnds, ...blanks, ...invisible, ...marks);
const name = fc.constantFrom(...knownCommands, 'Stop-Commands', 'unknown');
const properties = fc.constantFrom('', ' ', ' name=client-secret', ' name=journal;', ' name=x%3A,y=z');

/** A command in the older form. */
const inBrackets = fc
  .tuple(gap, gap, name, properties)
  .map(([first, second, command, more]) => `#${first}#${second}[${command}${more}]`);

/** A command in the newer form, at the start of a line if it is lucky. */
const inColons = fc
  .tuple(start, gap, name, properties)
  .map(([before, within, command, more]) => `${before}:${within}:${command}${more}::`);

const pieces = ['##[', '#', '[', ']', '::', ':', '%0A', '%0D', '%5D', '%25', '\ud800', '\udc00', 'x', 'e'];

/** Text as somebody might put it into a name to make the runner obey, or anything else. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: inBrackets },
      { weight: 2, arbitrary: inColons },
      { weight: 3, arbitrary: fc.constantFrom(...pieces, ...blanks, ...invisible, ...marks, ...lineEnds) },
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
