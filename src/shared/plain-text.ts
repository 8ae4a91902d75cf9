/**
 * Characters that are invisible, or that change how the text around them is displayed: control and format characters
 * (including those for text direction), line and paragraph separators, unpaired surrogates, noncharacters, fillers, variation
 * selectors, and two blanks that Unicode classifies as symbols (the empty Braille cell and the empty note head).
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\u{1D159}]/gu;

/** Replaces a character that must not be shown. */
const replacement = '\uFFFD';

/**
 * The start of a runner command anywhere in a line: `##[`. The runner compares by the rules of a culture, which ignore some
 * combining marks.
 * Source: ActionCommand.cs of actions/runner, and .NET's "Globalization and ICU".
 */
const commandStart = /(#\p{M}*#\p{M}*)\[/gu;

/** The start of a runner command at the start of a line, after optional blanks: `::`. */
const leadingColons = /^([\s\p{M}]*:\p{M}*):/u;

/**
 * Makes untrusted text safe to show: replaces each invisible character with U+FFFD, and inserts one into each runner
 * command. If the text does not change, it is a single line, and all of it is visible.
 *
 * @param text such as the name of an application
 */
export function toPlainText(text: string): string {
  return text.replace(invisible, replacement).replace(commandStart, `$1${replacement}[`);
}

/** Removes the characters that `toPlainText` would replace because they are invisible. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, '');
}

/** Whether a text contains the start of a runner command that counts anywhere in a line. */
export function containsCommand(text: string): boolean {
  return text.search(commandStart) >= 0;
}

/**
 * Makes a message safe to print: no line of it contains a runner command. Line breaks are kept; other invisible characters
 * become U+FFFD.
 */
export function neutralize(message: string): string {
  return message
    .split(/\r\n|\n|\r/)
    .map(neutralizeLine)
    .join('\n');
}

function neutralizeLine(line: string): string {
  return line.replace(invisible, replacement).replace(commandStart, '$1 [').replace(leadingColons, '$1 :');
}
