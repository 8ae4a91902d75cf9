import * as core from '@actions/core';
import { annotationOf } from './annotation.ts';
import { readInputs, readRun } from './inputs.ts';
import { setOutputs } from './outputs.ts';
import { rotate } from './rotate.ts';
import { writeSummary } from './summary.ts';
import { systemClock } from './support/clock.ts';
import { failuresIn } from './support/together.ts';
import { realWorld } from './world.ts';

try {
  const run = readRun(process.env);
  const inputs = readInputs(core.getInput, run, systemClock.now());
  if (inputs.repositorySecret !== undefined) core.setSecret(inputs.repositorySecret.token);
  const outcome = await rotate(inputs, run, realWorld(inputs, run, core, process.env, systemClock));
  setOutputs(outcome, core.setOutput);
  await writeSummary(outcome, inputs.tenantId, core.summary).catch(() => {
    core.warning('The job summary could not be written; the run itself succeeded.');
  });
} catch (error) {
  for (const failure of failuresIn(error)) core.setFailed(annotationOf(failure, process.env));
}
