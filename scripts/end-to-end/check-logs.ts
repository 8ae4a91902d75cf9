/** Searches the logs of the jobs that ran the action for client secrets and tokens. It needs the permission `actions: read`. */
import * as v from 'valibot';
import { createHeaders, fetchJson, fetchText } from './github.ts';

const variables = v.object({
  GITHUB_API_URL: v.pipe(v.string(), v.url()),
  GITHUB_REPOSITORY: v.string(),
  GITHUB_RUN_ATTEMPT: v.string(),
  GITHUB_RUN_ID: v.string(),
  GITHUB_TOKEN: v.string(),
});
const jobList = v.object({ jobs: v.array(v.object({ id: v.number(), name: v.string() })) });

/** What must not be in a log. */
const patterns = [
  { name: 'a client secret', pattern: /[\w.~-]{3}8Q~[\w.~-]{34}/ },
  { name: 'a JSON Web Token', pattern: /\beyJ[\w-]+\.[\w-]+\.[\w-]+/ },
];
/** What shows that it is the log of the right job, and that the runner masked the value there. */
const expected = [/ added the client secret /i, /"client-secret": "\*\*\*"/];

const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_TOKEN } = v.parse(
  variables,
  process.env,
);
const headers = createHeaders(GITHUB_TOKEN);
const actions = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/actions`;
const run = `${actions}/runs/${GITHUB_RUN_ID}/attempts/${GITHUB_RUN_ATTEMPT}`;
const { jobs } = v.parse(jobList, await fetchJson(`${run}/jobs?per_page=100`, headers));
const ofAction = jobs.filter(({ name }) => name.startsWith('End to end ('));
if (ofAction.length === 0) throw new Error('This run has no job that ran the action.');
for (const { id, name } of ofAction) {
  const log = await fetchText(`${actions}/jobs/${id}/logs`, headers);
  const lines = log.split('\n');
  const found = patterns.flatMap(({ name: what, pattern }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`line ${index + 1} has ${what}`] : [])),
  );
  const missing = expected.filter((pattern) => !pattern.test(log)).map((pattern) => `nothing matches ${pattern}`);
  for (const problem of [...found, ...missing]) {
    console.error(`The log of ${name}: ${problem}`);
    process.exitCode = 1;
  }
  console.log(`${name}: ${lines.length} lines read`);
}
