import * as v from 'valibot';

const variables = v.object({
  ACTIONS_ID_TOKEN_REQUEST_URL: v.pipe(v.string(), v.url(), v.startsWith('https://')),
  GITHUB_API_URL: v.pipe(v.string(), v.url()),
  GITHUB_EVENT_NAME: v.string(),
  GITHUB_REF: v.pipe(v.string(), v.startsWith('refs/')),
  GITHUB_REPOSITORY: v.pipe(v.string(), v.regex(/^[^/]+\/[^/]+$/)),
  GITHUB_REPOSITORY_ID: v.pipe(v.string(), v.digits()),
  GITHUB_REPOSITORY_OWNER_ID: v.pipe(v.string(), v.digits()),
  GITHUB_RUN_ATTEMPT: v.pipe(v.string(), v.digits()),
  GITHUB_RUN_ID: v.pipe(v.string(), v.digits()),
});

/** The runner's variables that describe the job. */
export type JobVariables = v.InferOutput<typeof variables>;

export function readJobVariables(environment: NodeJS.ProcessEnv): JobVariables {
  const parsed = v.safeParse(variables, environment);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `- ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  throw new Error(
    `Variables of the runner are missing or invalid. ACTIONS_ID_TOKEN_REQUEST_URL needs the permission "id-token: write".\n${problems.join('\n')}`,
  );
}

/**
 * The subject that the OIDC tokens of this job must have. The job has no environment. The subject is computed from the runner's
 * variables, never from a token: otherwise the test would accept any subject.
 *
 * @param prefix the prefix of the repository's subjects
 */
export function computeSubject(
  { GITHUB_EVENT_NAME, GITHUB_REF }: Pick<JobVariables, 'GITHUB_EVENT_NAME' | 'GITHUB_REF'>,
  prefix: string,
): string {
  return `${prefix}:${GITHUB_EVENT_NAME === 'pull_request' ? 'pull_request' : `ref:${GITHUB_REF}`}`;
}

/** The two possible prefixes of a subject: with the names of owner and repository, or with their names and IDs. */
export function computePrefixes(job: JobVariables): { readonly classic: string; readonly immutable: string } {
  const [owner = '', name = ''] = job.GITHUB_REPOSITORY.split('/');
  return {
    classic: `repo:${owner}/${name}`,
    immutable: `repo:${owner}@${job.GITHUB_REPOSITORY_OWNER_ID}/${name}@${job.GITHUB_REPOSITORY_ID}`,
  };
}
