import type { Sandbox } from '../../sandbox/sandbox.ts';
import { createGitHubApi } from '../../src/github/api.ts';
import { handOverRules } from '../../src/hand-over/failures.ts';
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
  const api = createGitHubApi(apiUrl, github.tokens[token], http, handOverRules);
  const { workflow } = surroundings;
  const issues = createIssues({ api, apiUrl, workflow, clock, log, withRetry: http.withRetry });
  return { lines, ...createHandOver({ ...surroundings, issues, log, assignees: [], ...replaced }) };
}
