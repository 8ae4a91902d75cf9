import type { Application } from '../entra/application.ts';
import { GraphError } from './errors.ts';

type Test = (application: Application) => boolean;

const properties: Readonly<Record<string, (application: Application) => string>> = {
  id: (application) => application.objectId,
  appId: (application) => application.appId,
  displayName: (application) => application.displayName,
};

/** A comparison: `name eq 'text'` or `startswith(name,'text')`. A quote within a text is doubled. */
const comparison = /\s*(?:(\w+)\s+eq\s+|startswith\(\s*(\w+)\s*,\s*)'((?:[^']|'')*)'\s*/y;

/**
 * The part of OData's filter language that applications are looked up with: comparisons, joined by `or`.
 * https://learn.microsoft.com/graph/filter-query-parameter
 */
export function parseFilter(filter: string): Test {
  const tests: Test[] = [];
  let position = 0;
  for (;;) {
    comparison.lastIndex = position;
    const found = comparison.exec(filter);
    if (!found) throw syntaxError(filter, position);
    position = comparison.lastIndex;
    const [, equalTo, startsWith, text = ''] = found;
    if (startsWith !== undefined) {
      if (filter[position] !== ')') throw syntaxError(filter, position);
      position += 1;
    }
    tests.push(makeTest(equalTo, startsWith, text.replaceAll("''", "'")));
    const rest = filter.slice(position);
    if (rest.trim() === '') return (application) => tests.some((test) => test(application));
    const or = /^\s*or(?=\s)/.exec(rest);
    if (!or) throw syntaxError(filter, position);
    position += or[0].length;
  }
}

/** Text is compared without regard to case. */
function makeTest(equalTo: string | undefined, startsWith: string | undefined, text: string): Test {
  const name = equalTo ?? startsWith ?? '';
  const property = properties[name];
  if (!property) {
    throw new GraphError(
      400,
      'Request_UnsupportedQuery',
      `Unsupported or invalid query filter clause specified for property '${name}' of resource 'Application'.`,
    );
  }
  const wanted = text.toLowerCase();
  return (application) => {
    const value = property(application).toLowerCase();
    return equalTo === undefined ? value.startsWith(wanted) : value === wanted;
  };
}

function syntaxError(filter: string, position: number): GraphError {
  return new GraphError(
    400,
    'BadRequest',
    `Invalid filter clause: Syntax error at position ${position} in '${filter}'.`,
  );
}
