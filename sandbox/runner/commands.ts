/** A workflow command, in one of two forms: `::name key=value,key=value::data` or `##[name key=value;key=value]data`. */
export interface WorkflowCommand {
  readonly name: string;
  /** By their names in lower case. */
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** The commands that the runner knows. https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs */
export const knownCommands: ReadonlySet<string> = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]);

/**
 * Reads a line of output as the runner does: the form with colons counts at the start of a line, the older one with
 * brackets anywhere in it, and both only with a name that is registered.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 *
 * @param registered names in lower case
 */
export function parseCommand(
  line: string,
  registered: ReadonlySet<string> = knownCommands,
): WorkflowCommand | undefined {
  for (const text of [line, line.replace(skipped, '')]) {
    const command = withColons(text, registered) ?? withBrackets(text, registered);
    if (command !== undefined) return command;
  }
  return undefined;
}

/**
 * The runner looks for `::` and `##[` with .NET's String.StartsWith and String.IndexOf, which compare by the rules of a
 * language: characters without a weight of their own are skipped. Which ones depends on the version of ICU, so all
 * candidates count here.
 * https://learn.microsoft.com/dotnet/core/extensions/globalization-icu
 */
const skipped = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]|(?![\t-\r\x85])\p{Cc}/gu;

function withColons(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  const [, info, data] = /^[\s\x85]*::([^]*?)::([^]*)$/.exec(line) ?? [];
  return info === undefined || data === undefined
    ? undefined
    : commandOf(info, data, registered, { separator: ',', properties: propertyEscapes, data: dataEscapes });
}

/** Only the first `##[` of a line is looked at. */
function withBrackets(line: string, registered: ReadonlySet<string>): WorkflowCommand | undefined {
  const [, info, data] = /^[^]*?##\[([^\]]*)\]([^]*)$/.exec(line) ?? [];
  return info === undefined || data === undefined
    ? undefined
    : commandOf(info, data, registered, { separator: ';', properties: oldEscapes, data: oldEscapes });
}

type Escapes = readonly (readonly [escaped: string, plain: string])[];

interface Form {
  readonly separator: string;
  readonly properties: Escapes;
  readonly data: Escapes;
}

function commandOf(
  info: string,
  data: string,
  registered: ReadonlySet<string>,
  form: Form,
): WorkflowCommand | undefined {
  const [, given = '', properties = ''] = /^([^ ]*) ?([^]*)$/.exec(info) ?? [];
  const name = given.toLowerCase();
  if (!registered.has(name)) return undefined;
  return {
    name,
    properties: Object.fromEntries(
      properties
        .trim()
        .split(form.separator)
        .flatMap((text) => parseProperty(text, form.properties)),
    ),
    data: unescape(data, form.data),
  };
}

function parseProperty(text: string, escapes: Escapes): [string, string][] {
  const [, key = '', value = ''] = /^=*([^=]+)=([^]+)$/.exec(text) ?? [];
  return key === '' ? [] : [[key.toLowerCase(), unescape(value, escapes)]];
}

const dataEscapes: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];

const propertyEscapes: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
];

const oldEscapes: Escapes = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
];

function unescape(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}
