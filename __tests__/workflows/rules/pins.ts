import type { Path, WorkflowSource } from '../../helpers/workflow-source.ts';
import type { Rule } from './rule.ts';

/** An action or workflow of another repository that a workflow uses. */
interface Use {
  readonly path: Path;
  /** The repository. All actions of one repository have the same versions. */
  readonly repository: string;
  readonly ref: string;
  readonly comment: string | undefined;
}

/** The image of the container of a job, or of a service. */
interface Image {
  readonly path: Path;
  readonly image: string;
}

export const pinnedActions: Rule = {
  name: 'pinned-actions',
  find: (source) => [
    ...findUses(source)
      .filter((use) => !isPinned(use) && !(isOwnVersion(use) && !source.runsHere))
      .map(({ path, repository }) => ({
        path,
        message: `pin ${repository} to a full SHA, followed by its version: # v1.2.3`,
      })),
    ...findImages(source)
      .filter(({ image }) => !/^[^@$]+@sha256:[0-9a-f]{64}$/.test(image))
      .map(({ path, image }) => ({ path, message: `pin the image ${image} by its digest` })),
  ],
};

export const consistentPins: Rule = {
  name: 'consistent-pins',
  find: (source, all) => {
    const pins = all.flatMap(findUses).filter(isPinned);
    return findUses(source)
      .filter(isPinned)
      .flatMap(({ path, repository, ref, comment }) => {
        const first = pins.find((pin) => pin.repository === repository);
        return first === undefined || (first.ref === ref && first.comment === comment)
          ? []
          : [{ path, message: `${repository} is ${first.ref} # ${first.comment ?? ''} elsewhere` }];
      });
  },
};

/** Whether a step uses an action, in any version. GitHub ignores the case of the name, and slashes at its end. */
export function usesAction({ uses }: { readonly uses: string }, name: string): boolean {
  return uses.toLowerCase().replace(/\/*@.*$/s, '') === name;
}

const version = /^v\d+\.\d+\.\d+$/;

function isPinned({ repository, ref, comment }: Use): boolean {
  return repository.startsWith('docker://')
    ? /^sha256:[0-9a-f]{64}$/.test(ref)
    : /^[0-9a-f]{40}$/.test(ref) && version.test(comment ?? '');
}

/** Examples and documents may use this action by its moving tag, because a file cannot name the SHA of its own commit. */
function isOwnVersion({ repository, ref, comment }: Use): boolean {
  const isPlaceholder = ref === 'COMMIT-SHA' && version.test(comment ?? '');
  return repository === 'org/exalate-secret-action' && (ref === 'v1' || isPlaceholder);
}

function findImages({ jobs, textsIn }: WorkflowSource): readonly Image[] {
  return jobs.flatMap(({ path: jobPath, job }) =>
    [
      ...(job.container === undefined ? [] : [{ path: [...jobPath, 'container'], ...job.container }]),
      ...Object.entries(job.services).map(([name, one]) => ({
        path: [...jobPath, 'services', name],
        ...one,
      })),
    ].map(({ path, image }) => ({
      path: textsIn([...path, 'image']).length > 0 ? [...path, 'image'] : path,
      image,
    })),
  );
}

/** @returns the uses, with names in lower case: GitHub ignores case */
export function findUses({ jobs, steps, commentOn }: WorkflowSource): readonly Use[] {
  return [
    ...jobs.map(({ path, job }) => ({ path: [...path, 'uses'], uses: job.uses ?? '' })),
    ...steps.map(({ path, step }) => ({ path: [...path, 'uses'], uses: step.uses })),
  ].flatMap(({ path, uses }) => {
    const [isRemote, name = '', ref = ''] = /^(?![.$]\/)([^@]+)@?(.*)$/.exec(uses) ?? [];
    if (isRemote === undefined) return [];
    const repository = name.startsWith('docker://')
      ? name
      : name.toLowerCase().split('/').slice(0, 2).join('/');
    return [{ path, repository, ref, comment: commentOn(path) }];
  });
}
