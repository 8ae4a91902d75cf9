import { randomInt } from 'node:crypto';
import * as core from '@actions/core';
import packageJson from '../package.json' with { type: 'json' };
import { gitHubApi } from './destinations/github-api.ts';
import { repositorySecret } from './destinations/github-secret.ts';
import { stepOutput } from './destinations/step-output.ts';
import type { Destination } from './destinations/destination.ts';
import { applicationsIn } from './entra/applications.ts';
import { graphClient } from './entra/graph.ts';
import { logIn, trySecret } from './entra/login.ts';
import { idTokenFor } from './id-token.ts';
import { readInputs, readRun, type Inputs, type Run } from './inputs.ts';
import { masking } from './mask.ts';
import { setOutputs } from './outputs.ts';
import { rotate, type World } from './rotate.ts';
import { writeSummary } from './summary.ts';
import { systemClock } from './support/clock.ts';
import { actionFetch } from './support/fetch.ts';
import { failuresIn } from './support/together.ts';

const sending = { userAgent: `exalate-secret-action/${packageJson.version}`, deadline: 20_000 };
const mask = masking(core.setSecret);

/** The services as they are, and the toolkit of the runner. */
function realWorld(inputs: Inputs, run: Run): World {
  const { tenantId, clientId, cloud, repositorySecret: wanted } = inputs;
  const identity = { tenantId, clientId, cloud };
  const fetch = actionFetch(sending.userAgent, sending.deadline);
  const destinations: Destination[] = [];
  if (wanted !== undefined) {
    const { owner, name: repository } = wanted.repository;
    destinations.push(
      repositorySecret({ owner, repository, name: wanted.name }, gitHubApi(run.apiUrl, wanted.token, fetch)),
    );
  }
  if (inputs.stepOutput) destinations.push(stepOutput(core.setOutput));
  return {
    clock: systemClock,
    log: core,
    random: randomInt,
    destinations,
    async logIn() {
      const idToken = idTokenFor(cloud.federationAudience, core, process.env);
      const { token, roles } = await logIn(identity, idToken, mask, sending);
      const graph = graphClient(cloud, token, { fetch, clock: systemClock, log: core });
      return applicationsIn(graph, { identity, roles }, mask);
    },
    trySecret: (applicationId, secretText) =>
      trySecret({ tenantId, clientId: applicationId, cloud }, secretText, sending),
  };
}

try {
  mask(core.getInput('github-token'));
  const run = readRun(process.env);
  const inputs = readInputs(core.getInput, run, new Date());
  const outcome = await rotate(inputs, run, realWorld(inputs, run));
  setOutputs(outcome, core.setOutput);
  await writeSummary(outcome, inputs.tenantId, core.summary).catch(() => {
    core.warning('The job summary could not be written; the run itself succeeded.');
  });
} catch (error) {
  for (const failure of failuresIn(error)) core.setFailed(failure.message);
}
