import * as v from 'valibot';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { createGitHubApi } from '../../src/destinations/github/api.ts';
import type { GitHubResponse } from '../../src/hand-over/github.ts';
import { createHandOver, type HandOver, type HandOverDependencies } from '../../src/hand-over/hand-over.ts';
import { createIssues } from '../../src/hand-over/issues.ts';
import { surroundings } from './hand-over.ts';
import { createTestClient, FastClock } from './in-sandbox.ts';

/** The hand-over of one run, and what it logs. */
export interface HandOverRun extends HandOver {
  readonly lines: readonly string[];
}

/** Creates the hand-over of a run that uses one of the sandbox's tokens. */
export function createHandOverRun(
  { github }: Pick<Sandbox, 'github'>,
  {
    token = 'job',
    apiUrl = 'https://api.github.com',
    clock = new FastClock(),
    ...replaced
  }: Partial<HandOverDependencies> & {
    readonly token?: keyof Sandbox['github']['tokens'];
    readonly apiUrl?: string;
    readonly clock?: FastClock;
  } = {},
): HandOverRun {
  const lines: string[] = [];
  const log = {
    info: (line: string) => lines.push(line),
    notice: (line: string) => lines.push(`Notice: ${line}`),
    warning: (line: string) => lines.push(`Warning: ${line}`),
  };
  const http = createTestClient({ clock, log });
  const gitHub = createGitHubApi(apiUrl, github.tokens[token], http);
  const api = {
    host: new URL(apiUrl).host,
    request: async (route: string, parameters: Readonly<Record<string, unknown>>) =>
      toCommonForm(await gitHub.request(route, parameters), http.quote),
  };
  const { workflow } = surroundings;
  const issues = createIssues({ api, apiUrl, workflow, clock, log, withRetry: http.withRetry });
  return { lines, ...createHandOver({ ...surroundings, issues, log, assignees: [], ...replaced }) };
}

const errorBody = v.object({ message: v.string() });

function toCommonForm(
  response: Awaited<ReturnType<ReturnType<typeof createGitHubApi>['request']>>,
  quote: (message: string) => string | undefined,
): GitHubResponse {
  if (response.status === undefined) return { network: response.network };
  const { status, body } = response;
  const headers = v.parse(v.record(v.string(), v.string()), response.headers);
  if (status < 300) return { status, headers, body };
  const parsed = v.safeParse(errorBody, body);
  if (!parsed.success) return { status, headers, error: undefined };
  const { message } = parsed.output;
  return { status, headers, error: { codes: [], message, quote: quote(message) } };
}
