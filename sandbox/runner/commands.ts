/** A workflow command: `::name key=value,key=value::data`. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * Reads a line of output as the runner does.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function parseCommand(line: string): WorkflowCommand | undefined {
  const match = /^\s*::([^\s:]+)(?: ([^]*?))?::([^]*)$/.exec(line);
  if (!match) return undefined;
  const [, name = '', properties = '', data = ''] = match;
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(properties.split(',').flatMap(parseProperty)),
    data: unescape(data, dataEscapes),
  };
}

function parseProperty(text: string): [string, string][] {
  const [, key = '', value = ''] = /^\s*([^=]+)=([^]+)$/.exec(text) ?? [];
  return key === '' ? [] : [[key, unescape(value, propertyEscapes)]];
}

const dataEscapes: readonly (readonly [string, string])[] = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];

const propertyEscapes: readonly (readonly [string, string])[] = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
];

function unescape(text: string, escapes: readonly (readonly [string, string])[]): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}
