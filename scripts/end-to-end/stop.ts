/** The post step of this action, the last one of the job: checks the result of all steps, and stops the sandbox. */
import { getState, info, setFailed } from '@actions/core';
import { requestVerdict } from './control.ts';

const controlUrl = getState('control-url');
if (controlUrl !== '') {
  try {
    const { problem, lines } = await requestVerdict(controlUrl, 'end', {});
    info(lines.join('\n'));
    if (problem !== undefined) setFailed(problem);
  } catch (error) {
    setFailed(String(error));
  }
}
