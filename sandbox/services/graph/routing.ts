import { header, jsonBody } from '../../network/http.ts';
import type { SandboxRequest } from '../../network/http.ts';
import { GraphError } from './errors.ts';
import type { Routes } from './scene.ts';

interface Found {
  readonly handle: Routes[string];
  readonly ids: readonly string[];
}

/** @param path without the version: `applications(appId='…')/owners` */
export function findHandler(method: string, path: string, routes: Routes): Found {
  const segments = path
    .replace(/^(\w+)(\(appId='[^']*'\))/, '$1/$2')
    .replace(/microsoft\.graph\.(?=\w+Password$)/, '')
    .split('/');
  const patterns = Object.entries(routes).map(([route, handle]) => {
    const [routeMethod = '', routePath = ''] = route.split(' ');
    return { routeMethod, pattern: routePath.split('/'), handle };
  });
  const fitting = patterns
    .filter(
      ({ pattern }) =>
        countMatches(pattern, segments) === segments.length && pattern.length === segments.length,
    )
    // What is named goes before what any ID would fit.
    .toSorted((one, other) => countPlaceholders(one.pattern) - countPlaceholders(other.pattern));
  const found = fitting.find(({ routeMethod }) => routeMethod === method);
  if (found) {
    const ids = segments.filter((_segment, index) => isPlaceholder(found.pattern[index] ?? ''));
    return { handle: found.handle, ids };
  }
  if (fitting.length > 0) {
    throw new GraphError(
      405,
      'Request_BadRequest',
      'Specified HTTP method is not allowed for the request target.',
    );
  }
  const known = Math.max(
    ...patterns.map(({ pattern }) => countMatches(pattern, segments)),
    otherRoots.includes(segments[0] ?? '') ? 1 : 0,
  );
  throw new GraphError(
    400,
    'BadRequest',
    `Resource not found for the segment '${segments[Math.min(known, segments.length - 1)] ?? ''}'.`,
  );
}

/** What Graph has in every version, although the sandbox serves nothing in it. */
const otherRoots: readonly string[] = ['groups', 'reports'];

/** How many segments from the first one on a route has in common with a path. */
function countMatches(pattern: readonly string[], segments: readonly string[]): number {
  const different = segments.findIndex(
    (segment, index) => pattern[index] !== segment && !isPlaceholder(pattern[index] ?? ''),
  );
  return different < 0 ? segments.length : different;
}

function countPlaceholders(pattern: readonly string[]): number {
  return pattern.filter(isPlaceholder).length;
}

function isPlaceholder(segment: string): boolean {
  return segment === '{id}';
}

/** Graph takes nothing but JSON. The words are those of microsoft-graph-docs 6486, 6259 and msgraph-sample-pythondjangoapp 22. */
export function requireJson(request: SandboxRequest): void {
  if (!['POST', 'PATCH', 'PUT'].includes(request.method)) return;
  const type = header(request, 'content-type');
  if (!type) {
    throw new GraphError(
      400,
      'BadRequest',
      'Write requests (excluding DELETE) must contain the Content-Type header declaration.',
    );
  }
  if (!/^application\/json\b/i.test(type)) {
    throw new GraphError(400, 'BadRequest', 'Entity only allows writes with a JSON Content-Type header.');
  }
  if (jsonBody(request) === undefined) {
    throw new GraphError(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}
