import { Lexer } from '@actions/expressions';
import { TokenType } from '@actions/expressions/lexer';
import * as v from 'valibot';
import { readCallInterface } from '../../helpers/workflow-shape.ts';
import type { Path } from '../../helpers/workflow-source.ts';
import { usesAction } from './pins.ts';
import type { Rule } from './rule.ts';

/** Events that anybody can trigger, and whose workflows run with the rights of this repository. */
const privilegedEvents = [
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'fork',
  'watch',
];

export const noPrivilegedEvents: Rule = {
  name: 'no-privileged-events',
  find: ({ workflow }) =>
    workflow.on
      .filter((event) => privilegedEvents.includes(event))
      .map((event) => ({ path: ['on', event], message: `do not use the event ${event}` })),
};

export const noStoredCredentials: Rule = {
  name: 'no-stored-credentials',
  find: ({ steps }) =>
    steps
      .filter(
        ({ step }) => usesAction(step, 'actions/checkout') && step.with['persist-credentials'] !== false,
      )
      .map(({ path }) => ({
        path,
        message: 'set `persist-credentials: false`: later steps could read the token',
      })),
};

/** After a checkout of another repository or commit, `uses: ./` would run somebody else's action. */
export const ownCheckout: Rule = {
  name: 'own-checkout',
  onlyHere: true,
  find: ({ steps }) =>
    steps.flatMap(({ path, step }) =>
      usesAction(step, 'actions/checkout')
        ? ['repository', 'ref']
            .filter((name) => name in step.with)
            .map((name) => ({
              path: [...path, 'with', name],
              message: `remove \`${name}\`: check out the commit of the run`,
            }))
        : [],
    ),
};

/** The environments that CONTRIBUTING.md protects. GitHub creates any other environment, without protection, when a job names it. */
const protectedEnvironments = ['live', 'release'];

/** The events of a reusable workflow. A run for any other event would read the secrets of this repository. */
const callEvents = ['workflow_call', 'workflow_dispatch'];

/** An environment limits which branches can use its secrets. Every branch can use the other secrets of a repository. */
export const secretsInEnvironments: Rule = {
  name: 'secrets-in-environments',
  onlyHere: true,
  find: ({ text, workflow, jobs, textsIn }) => {
    const isOnlyCalled = workflow.on.every((event) => callEvents.includes(event));
    const fromCaller = isOnlyCalled ? Object.keys(readCallInterface(text).secrets) : [];
    const inEnvironment = jobs.filter(({ job }) => isProtected(job.environment)).map(({ id }) => id);
    return textsIn([])
      .filter(({ path: [section, id] }) => section !== 'jobs' || !inEnvironment.includes(String(id)))
      .flatMap(({ path, text }) => findSecrets(path, text).map((secret) => ({ path, secret })))
      .filter(({ secret }) => secret !== 'GITHUB_TOKEN' && !fromCaller.includes(secret))
      .map(({ path, secret }) => ({
        path,
        message: `read the secret ${secret} only in a job with an \`environment\` that CONTRIBUTING.md protects`,
      }));
  },
};

function isProtected(environment: unknown): boolean {
  const given = v.safeParse(v.union([v.string(), v.object({ name: v.string() })]), environment);
  if (!given.success) return false;
  return protectedEnvironments.includes(typeof given.output === 'string' ? given.output : given.output.name);
}

/** The names of the secrets that the expressions of a text read. */
function findSecrets(path: Path, text: string): readonly string[] {
  const inBraces = [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, expression = '']) => expression);
  const isCondition = path.at(-1) === 'if' && inBraces.length === 0;
  return (isCondition ? [text] : inBraces).flatMap((expression) => {
    const { tokens } = new Lexer(expression).lex();
    return tokens.flatMap(({ type, lexeme }, index) => {
      const isContext = type === TokenType.IDENTIFIER && lexeme.toLowerCase() === 'secrets';
      if (!isContext || tokens[index - 1]?.type === TokenType.DOT) return [];
      return tokens[index + 1]?.type === TokenType.DOT ? [tokens[index + 2]?.lexeme ?? ''] : ['(any)'];
    });
  });
}

export const noInheritedSecrets: Rule = {
  name: 'no-inherited-secrets',
  find: ({ jobs, textsIn }) =>
    jobs
      .map(({ path }) => [...path, 'secrets'])
      .filter((path) => textsIn(path).some((one) => one.path.length === path.length))
      .map((path) => ({ path, message: 'pass the secrets one by one' })),
};
