import { findAction, isOwn, readCalled } from './own-actions.ts';
import type { JobText } from './workflow-shape.ts';
import type { Path } from './workflow-source.ts';

/** What does not fit the action or workflow of this repository that a job uses, and where in the job. */
interface Mismatch {
  readonly path: Path;
  readonly message: string;
}

/** What a job, or one of its steps, gives to an action or workflow of this repository. */
interface Use {
  readonly path: Path;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly declared: Readonly<Record<string, { readonly required?: boolean | undefined }>>;
}

function findUses(job: JobText): readonly Use[] {
  const called = readCalled(job);
  const inSteps = job.steps.flatMap((step, index) => {
    const used = findAction(step);
    return used === undefined
      ? []
      : [{ path: ['steps', index, 'with'], inputs: step.with, declared: used.inputs }];
  });
  return called === undefined
    ? inSteps
    : [{ path: ['with'], inputs: job.with, declared: called.inputs }, ...inSteps];
}

/** Names that the used action or workflow does not know, and actions and workflows that this repository does not have. */
export function findUnknownNames(job: JobText): readonly Mismatch[] {
  const called = readCalled(job);
  const isMissing = called === undefined && isOwn(job.uses ?? '');
  return [
    ...(isMissing ? [{ path: ['uses'], message: `unknown workflow: ${job.uses ?? ''}` }] : []),
    ...job.steps.flatMap((step, index) =>
      isOwn(step.uses) && findAction(step) === undefined
        ? [{ path: ['steps', index, 'uses'], message: `unknown action: ${step.uses}` }]
        : [],
    ),
    ...findUses(job).flatMap(({ path, inputs, declared }) =>
      findUnknown(path, inputs, Object.keys(declared), 'input'),
    ),
    ...(called === undefined ? [] : findUnknown(['secrets'], job.secrets, called.secrets, 'secret')),
  ];
}

function findUnknown(path: Path, given: object, known: readonly string[], kind: string): readonly Mismatch[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: [...path, name], message: `unknown ${kind}: ${name}` }));
}

/** Required inputs that are not given. GitHub does not check that an action gets them. */
export function findMissingInputs(job: JobText): readonly Mismatch[] {
  return findUses(job).flatMap(({ path, inputs, declared }) =>
    Object.entries(declared)
      .filter(([name, { required }]) => required === true && !(name in inputs))
      .map(([name]) => ({ path, message: `missing input: ${name}` })),
  );
}
