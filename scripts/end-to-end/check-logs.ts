/** Searches the logs of the jobs that ran the action for client secrets and tokens. Needs the permission `actions: read`. */
import * as v from 'valibot';
import { createHeaders, fetchJson, fetchText } from './github.ts';
import { findLogProblems } from './log-problems.ts';

const variables = v.object({
  GITHUB_API_URL: v.pipe(v.string(), v.url()),
  GITHUB_REPOSITORY: v.string(),
  GITHUB_RUN_ATTEMPT: v.string(),
  GITHUB_RUN_ID: v.string(),
  GITHUB_TOKEN: v.string(),
});
const jobList = v.object({ jobs: v.array(v.object({ id: v.number(), name: v.string() })) });

const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_TOKEN } = v.parse(
  variables,
  process.env,
);
const headers = createHeaders(GITHUB_TOKEN);
const actions = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/actions`;
const run = `${actions}/runs/${GITHUB_RUN_ID}/attempts/${GITHUB_RUN_ATTEMPT}`;
const { jobs } = v.parse(jobList, await fetchJson(`${run}/jobs?per_page=100`, headers));
const ofAction = jobs.filter(({ name }) => name.startsWith('End to end ('));
if (ofAction.length === 0) throw new Error('No job of this run has a name that begins with "End to end (".');
for (const { id, name } of ofAction) {
  const log = await fetchText(`${actions}/jobs/${id}/logs`, headers);
  for (const problem of findLogProblems(log)) {
    console.error(`The log of ${name}: ${problem}`);
    process.exitCode = 1;
  }
  console.log(`${name}: ${log.length} characters read`);
}
