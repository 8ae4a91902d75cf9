/**
 * Everything that shows as nothing, or changes how the text around it shows: control and format characters (among them
 * those for the direction of writing), line and paragraph separators, halves of a surrogate pair, noncharacters, fillers
 * and variation selectors, and two blanks that Unicode counts as symbols (an empty Braille cell and an empty note head).
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\u{1D159}]/gu;

/** What stands for a character that may not be shown. */
const replacement = '\uFFFD';

/**
 * The start of a command as the runner finds it anywhere in a line, `##[`. It looks for it by the rules of a language,
 * which skip some marks that combine with the character before them.
 * Source: ActionCommand.cs of actions/runner, and .NET's "Globalization and ICU".
 */
const commandStart = /(#\p{M}*#\p{M}*)\[/gu;

/** The start of a command as the runner finds it at the start of a line, after blanks: `::`. */
const leadingColons = /^([\s\p{M}]*:\p{M}*):/u;

/**
 * Makes text from outside safe to show. Each character that is invisible, and what would make the start of a runner's
 * command, becomes or is broken by U+FFFD. A text that this leaves alone is one line that says what it seems to say.
 *
 * @param text such as a name that anybody in a tenant may have typed
 */
export function toPlainText(text: string): string {
  return text.replace(invisible, replacement).replace(commandStart, `$1${replacement}[`);
}

/** Whether a text holds what the runner takes for the start of a command, wherever in a line. */
export function containsCommand(text: string): boolean {
  return text.search(commandStart) >= 0;
}

/**
 * Makes a message safe to print: the runner finds no command in it, in any line and in either form. It may have several
 * lines; everything else that is invisible becomes U+FFFD.
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
