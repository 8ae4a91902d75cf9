import { evaluateCondition } from '../../../sandbox/runner/expressions.ts';
import { isOwn } from '../../helpers/own-actions.ts';
import type { JobText } from '../../helpers/workflow-shape.ts';
import type { Rule } from './rule.ts';

/** A job has only the permissions that it lists. */
export const noDefaultPermissions: Rule = {
  name: 'no-default-permissions',
  find: ({ workflow }) =>
    workflow.permissions === undefined || Object.keys(workflow.permissions).length > 0
      ? [
          {
            path: ['permissions'],
            message: 'set `permissions: {}` here, and list what a job needs in the job',
          },
        ]
      : [],
};

/** The comment must be on the same line: above a permission, it could be about several. */
export const explainedPermissions: Rule = {
  name: 'explained-permissions',
  find: ({ jobs, commentOn }) =>
    jobs.flatMap(({ path: jobPath, job }) =>
      writesOf(job).flatMap((name) => {
        const path = [...jobPath, 'permissions', name];
        if (name === 'all') return [{ path, message: 'list the permissions one by one' }];
        return commentOn(path)
          ? []
          : [{ path, message: `say in a comment after \`${name}: write\` what it is for` }];
      }),
    ),
};

/** A run for one of these events uses the workflow of the pull request. */
const pullRequestEvents = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];

/**
 * A pull request can change what a job runs, so the job must not be able to change anything. Exceptions: an analysis that runs no code
 * of the repository may upload its results, and a pull request from a branch of the repository may request an OIDC token.
 */
export const readOnlyPullRequests: Rule = {
  name: 'read-only-pull-requests',
  find: ({ workflow, jobs }) =>
    jobs.flatMap(({ path, job }) => {
      if (!workflow.on.some((event) => pullRequestEvents.includes(event))) return [];
      const writes = writesOf(job).filter((name) => {
        if (name === 'security-events' && !runsOwnCode(job)) return false;
        return runsFor(job, name === 'id-token' ? fork : branch);
      });
      return writes.map((name) => ({
        path: [...path, 'permissions', name],
        message: `pull requests run this job with \`${name}: write\`: exclude them in its \`if\``,
      }));
    }),
};

function runsOwnCode({ uses = '', steps }: JobText): boolean {
  return isOwn(uses) || steps.some((step) => step.run !== undefined || isOwn(step.uses));
}

export function writesOf({ permissions }: JobText): readonly string[] {
  return Object.entries(permissions).flatMap(([name, level]) =>
    ['read', 'none'].includes(level) ? [] : [name],
  );
}

/** A pull request from a branch, whose author may write to this repository, and one from a fork. */
const branch = createPullRequest('acme/ops');
const fork = createPullRequest('stranger/ops');

function createPullRequest(head: string): unknown {
  const repo = { full_name: head, fork: head !== 'acme/ops' };
  return {
    event_name: 'pull_request',
    event: { pull_request: { head: { repo } } },
    ref: 'refs/pull/1/merge',
    repository: 'acme/ops',
  };
}

/** The properties that these pull requests have. */
const stated = [
  'event_name',
  'event.pull_request.head.repo.full_name',
  'event.pull_request.head.repo.fork',
  'ref',
  'repository',
];

/** Whether a job may run for a pull request. A condition that reads anything else may be true. */
function runsFor({ if: condition = '' }: JobText, github: unknown): boolean {
  const asked = [...condition.matchAll(/\bgithub\b\.?([\w.-]*)/gi)].map(([, path = '']) =>
    path.toLowerCase(),
  );
  if (asked.some((path) => !stated.includes(path))) return true;
  try {
    return evaluateCondition(condition === '' ? undefined : condition, { github }, false);
  } catch {
    return true;
  }
}
