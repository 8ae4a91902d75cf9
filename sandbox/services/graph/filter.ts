import { GraphError } from './errors.ts';

/** The properties that a kind of object can be filtered by. Several texts: a collection, which `any` looks into. */
export type Properties<T> = Readonly<Record<string, (object: T) => string | readonly string[]>>;

type Test<T> = (object: T) => boolean;

/** A text in quotes, in which a quote is doubled; a bracket or comma; or a word. */
const token = /\s*(?:'((?:[^']|'')*)'(?!')|([(),:])|([\w/]+))\s*/y;

interface Token {
  readonly kind: 'text' | 'sign' | 'word';
  readonly value: string;
  readonly position: number;
}

/**
 * The part of OData's filter language that directory objects are looked up with: `eq`, `in`, `startswith` and `any`,
 * joined by `and`, `or` and parentheses. https://learn.microsoft.com/graph/filter-query-parameter
 *
 * @param resource the kind of object, as errors name it
 */
export function parseFilter<T>(filter: string, properties: Properties<T>, resource: string): Test<T> {
  const tokens = readTokens(filter);
  let next = 0;
  const test = parseOr();
  if (next < tokens.length) throw syntaxError(filter, tokens[next]);
  return test;

  function parseOr(): Test<T> {
    const tests = [parseAnd()];
    while (takeWord('or')) tests.push(parseAnd());
    return (object) => tests.some((each) => each(object));
  }

  function parseAnd(): Test<T> {
    const tests = [parsePart()];
    while (takeWord('and')) tests.push(parsePart());
    return (object) => tests.every((each) => each(object));
  }

  function parsePart(): Test<T> {
    if (takeSign('(')) {
      const inner = parseOr();
      expectSign(')');
      return inner;
    }
    const word = expect('word');
    if (word === 'startswith') return parseStartsWith();
    if (word.endsWith('/any')) return parseAny(word.slice(0, -'/any'.length));
    const values = propertyOf(word);
    if (takeWord('in')) {
      expectSign('(');
      const wanted = [expect('text')];
      while (takeSign(',')) wanted.push(expect('text'));
      expectSign(')');
      return (object) => wanted.some((each) => isSame(one(values(object)), each));
    }
    if (!takeWord('eq')) throw syntaxError(filter, tokens[next]);
    const wanted = expect('text');
    return (object) => isSame(one(values(object)), wanted);
  }

  function parseStartsWith(): Test<T> {
    expectSign('(');
    const values = propertyOf(expect('word'));
    expectSign(',');
    const start = expect('text').toLowerCase();
    expectSign(')');
    return (object) => one(values(object)).toLowerCase().startsWith(start);
  }

  /** `servicePrincipalNames/any(name:name eq 'text')` */
  function parseAny(name: string): Test<T> {
    const values = propertyOf(name);
    expectSign('(');
    const variable = expect('word');
    expectSign(':');
    if (expect('word') !== variable || !takeWord('eq')) throw syntaxError(filter, tokens[next]);
    const wanted = expect('text');
    expectSign(')');
    return (object) => [values(object)].flat().some((each) => isSame(each, wanted));
  }

  function propertyOf(name: string): (object: T) => string | readonly string[] {
    const property = properties[name];
    if (property) return property;
    throw new GraphError(
      400,
      'Request_UnsupportedQuery',
      `Unsupported or invalid query filter clause specified for property '${name}' of resource '${resource}'.`,
    );
  }

  function take(kind: Token['kind'], value?: string): string | undefined {
    const found = tokens[next];
    if (found?.kind !== kind || (value !== undefined && found.value !== value)) return undefined;
    next += 1;
    return found.value;
  }

  function takeWord(word: string): boolean {
    return take('word', word) !== undefined;
  }

  function takeSign(sign: string): boolean {
    return take('sign', sign) !== undefined;
  }

  function expect(kind: Token['kind']): string {
    const found = take(kind);
    if (found === undefined) throw syntaxError(filter, tokens[next]);
    return found;
  }

  function expectSign(sign: string): void {
    if (!takeSign(sign)) throw syntaxError(filter, tokens[next]);
  }
}

function readTokens(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < filter.length) {
    const position = token.lastIndex;
    const found = token.exec(filter);
    if (!found) throw syntaxError(filter, { position });
    const [, text, sign, word = ''] = found;
    if (text !== undefined) tokens.push({ kind: 'text', value: text.replaceAll("''", "'"), position });
    else if (sign === undefined) tokens.push({ kind: 'word', value: word, position });
    else tokens.push({ kind: 'sign', value: sign, position });
  }
  return tokens;
}

function one(values: string | readonly string[]): string {
  return typeof values === 'string' ? values : '';
}

/** Text is compared without regard to case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function syntaxError(filter: string, at: { readonly position: number } | undefined): GraphError {
  return new GraphError(
    400,
    'BadRequest',
    `Invalid filter clause: Syntax error at position ${at?.position ?? filter.length} in '${filter}'.`,
  );
}
