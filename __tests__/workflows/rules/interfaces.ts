import { findAction } from '../../helpers/own-actions.ts';
import { findMissingInputs, findUnknownNames } from '../../helpers/own-interfaces.ts';
import type { Rule } from './rule.ts';

/** GitHub only warns about an unknown input of an action, and does not notice a missing one. */
export const knownInputs: Rule = {
  name: 'known-inputs',
  find: ({ jobs }) =>
    jobs.flatMap(({ path, job }) =>
      [...findUnknownNames(job), ...findMissingInputs(job)].map((mismatch) => ({
        ...mismatch,
        path: [...path, ...mismatch.path],
      })),
    ),
};

/** An output that an action does not have is empty. */
export const knownOutputs: Rule = {
  name: 'known-outputs',
  find: ({ jobs, textsIn }) =>
    jobs.flatMap(({ path: jobPath, job }) => {
      const outputs = new Map(job.steps.map((step) => [step.id, findAction(step)?.outputs]));
      return textsIn(jobPath).flatMap(({ path, text }) =>
        [...text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(([, id = '', output = '']) => {
          const known = outputs.get(id);
          return known === undefined || output in known
            ? []
            : [{ path, message: `unknown output: ${output}` }];
        }),
      );
    }),
};
