import * as v from 'valibot';
import { cloudNames, findCloud, type Cloud } from '../azure/cloud.ts';
import { InvalidTimeError, lifetimeInMs, parseLifetime } from '../shared/duration.ts';
import { containsCommand, toPlainText } from '../shared/plain-text.ts';

// Schemas for single inputs. Each message completes the sentence "`name` …".

/** Where a job can write files. */
const usableDirectories =
  'write `${{ runner.temp }}/NAME`, `${{ github.workspace }}/NAME` or a path relative to the workspace';

/** Any text that is not empty. */
export const textField = v.string('is required');

/** One line, all of it visible: it is printed, and compared with names that Microsoft Entra ID stores. */
export const lineField = v.pipe(
  textField,
  v.check(
    (value) => !containsCommand(value),
    'must not contain two `#` followed by `[`: GitHub Actions reads that as a command',
  ),
  v.check(
    (value) => toPlainText(value) === value && !value.includes('\uFFFD'),
    'must be one line without control characters or other invisible characters',
  ),
);

/** What a path looks like that does not name a file. Each message completes the sentence "`name` …". */
const pathMistakes: readonly (readonly [RegExp, string])[] = [
  [/^~/, `starts with \`~\`, which only a shell expands: ${usableDirectories}`],
  [
    /[$`]|%\w+(\(x86\))?%/i,
    `contains a variable or command, which only a shell expands: ${usableDirectories}`,
  ],
  [
    /[*?"<>|]/,
    'must not contain `*`, `?`, `"`, `<`, `>` or `|`: they have a special meaning in shells and on Windows',
  ],
  [/(^|[\\/])\.{0,2}$/, 'names a directory: add the name of the file'],
];

/** The path of a file to write. Relative paths start in the workspace. */
export const filePathField = v.pipe(
  lineField,
  validateWith((path) => pathMistakes.find(([pattern]) => pattern.test(path))?.[1]),
);

/** The spellings of YAML 1.2's core schema. */
export const booleanField = v.pipe(
  textField,
  v.regex(/^(true|True|TRUE|false|False|FALSE)$/, 'must be `true` or `false`'),
  v.transform((value) => value.toLowerCase() === 'true'),
);

/** A GUID, converted to lower case. */
export const guidField = v.pipe(
  textField,
  v.uuid('must be a GUID, such as 11111111-2222-3333-4444-555555555555'),
  v.toLowerCase(),
);

/** A list with one part per line, or with commas between the parts. */
export const listField = v.pipe(
  textField,
  v.transform((value) => value.split(/[\s,]+/).filter((part) => part !== '')),
);

/** A list with one part per line. Each part is trimmed. */
export const linesField = v.pipe(
  textField,
  v.transform((value) =>
    value
      .split('\n')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
);

/** The name of a Microsoft cloud, as this action or the Azure CLI spells it. */
export const cloudField = v.pipe(textField, parseWith(findCloud, `must be one of ${cloudNames.join(', ')}`));

/** Later than any start in practice: a duration whose end is a valid date from here has a valid end from now. */
const latestStart = new Date('9999-12-31');

/** A duration, such as `30 days` or `P30D`. */
export const durationField = v.pipe(
  textField,
  parseTimeWith(parseLifetime),
  v.check((lifetime) => !Number.isNaN(lifetimeInMs(lifetime, latestStart)), 'is too long'),
);

/** How long superseded secrets are kept; undefined for `never`. */
export const retireAfterField = v.pipe(
  textField,
  v.transform((value) => (value.toLowerCase() === 'never' ? undefined : value)),
  v.optional(durationField),
);

/** A whole number from 1 to 999,999. */
export const countField = v.pipe(
  textField,
  v.regex(/^[1-9]\d{0,5}$/, 'must be a whole number, 1 or more'),
  v.transform(Number),
);

/** Parses with a function that returns undefined for text that it does not accept. */
export function parseWith<T>(
  parser: (text: string) => T | undefined,
  message: string,
): v.RawTransformAction<string, T> {
  return v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const value = parser(dataset.value);
    if (value !== undefined) return value;
    addIssue({ message });
    return NEVER;
  });
}

/** Parses with a function that throws `InvalidTimeError`. */
export function parseTimeWith<T>(parser: (text: string) => T): v.RawTransformAction<string, T> {
  return v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return parser(dataset.value);
    } catch (error) {
      if (!(error instanceof InvalidTimeError)) throw error;
      addIssue({ message: error.message });
      return NEVER;
    }
  });
}

/** Rejects values for which `validate` returns a problem. */
export function validateWith<T>(validate: (value: T) => string | undefined): v.RawCheckAction<T> {
  return v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? validate(dataset.value) : undefined;
    if (message !== undefined) addIssue({ message });
  });
}

/** Only the public cloud reports when secrets were last used. Source: Microsoft Graph beta, "List appCredentialSignInActivities". */
export function findLastUseConflicts(lastUse = false, cloud?: Cloud): readonly string[] {
  return lastUse && cloud !== undefined && cloud.name !== 'public'
    ? [
        `\`last-use\` cannot be used: Microsoft Graph does not report sign-ins in the cloud \`${cloud.name}\`.`,
      ]
    : [];
}
