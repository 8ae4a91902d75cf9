import { cloudNames, findCloud, type Cloud } from '../azure/cloud.ts';
import { InvalidInputError } from './input-reader.ts';
import { lifetimeInMs, parseLifetime, type Lifetime } from '../shared/duration.ts';
import { containsCommand, toPlainText } from '../shared/plain-text.ts';

/** One line of text that shows what it says: it is compared with what Microsoft Entra ID keeps, and printed. */
export function parseLine(text: string): string {
  if (containsCommand(text)) {
    throw new InvalidInputError(
      'must not contain two `#` followed by `[`: GitHub Actions reads that as a command',
    );
  }
  if (toPlainText(text) !== text || text.includes('\uFFFD')) {
    throw new InvalidInputError('must be one line without control characters or other invisible characters');
  }
  return text;
}

/** The spellings of YAML 1.2's core schema. */
export function parseBoolean(text: string): boolean {
  if (!/^(true|True|TRUE|false|False|FALSE)$/.test(text))
    throw new InvalidInputError('must be `true` or `false`');
  return text.toLowerCase() === 'true';
}

/** A GUID, in small letters. */
export function parseGuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new InvalidInputError('must be a GUID, such as 11111111-2222-3333-4444-555555555555');
  }
  return text.toLowerCase();
}

/** The parts of a list whose parts stand one per line or are separated by commas. */
export function splitList(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** GUIDs, one per line or separated by commas, each once. */
export function parseGuids(text: string): readonly string[] {
  return [...new Set(splitList(text).map(parseGuid))];
}

/** A length of time that ends in the calendar. */
export function parseDuration(text: string, now: Date): Lifetime {
  const lifetime = parseLifetime(text);
  if (Number.isNaN(lifetimeInMs(lifetime, now))) throw new InvalidInputError('is longer than the calendar');
  return lifetime;
}

/** One of Microsoft's clouds. */
export function parseCloud(text: string): Cloud {
  const cloud = findCloud(text);
  if (cloud === undefined) throw new InvalidInputError(`must be one of ${cloudNames.join(', ')}`);
  return cloud;
}
