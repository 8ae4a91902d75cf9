import type { Explanation } from '../shared/action-error.ts';

/** Where a file must not be written, or why it could not be. */
export type FileProblem =
  /** It would be outside the workspace and the folder for temporary files, by its path or through a link. */
  | { readonly kind: 'outside' }
  /** Its name is taken by a symbolic link, or by something else that is not a regular file. */
  | { readonly kind: 'link' | 'no-file' }
  /** Its folder was replaced while it was being written. */
  | { readonly kind: 'replaced' }
  /** The system's own code, such as `ENOSPC`; undefined when there is none. */
  | { readonly kind: 'system'; readonly code: string | undefined };

/** A file cannot be written. Callers put it into the words of their input. */
export class FileProblemError extends Error {
  readonly problem: FileProblem;

  constructor(obstacle: FileProblem) {
    super(obstacle.kind);
    this.problem = obstacle;
  }
}

/**
 * Tells an administrator why a file could not be written.
 *
 * @param input the input that names the file: `encrypted-file`
 * @param path as the workflow says it
 */
export function explainFileProblem(input: string, path: string, obstacle: FileProblem): Explanation {
  switch (obstacle.kind) {
    case 'outside':
      return {
        problem: `\`${input}\` names ${path}, which is outside the workspace and the runner's folder for temporary files.`,
        likelyCause: 'a path with too many `..`, an absolute path, or a symbolic link on the way.',
        remedy: 'choose a path below the workspace, or below `${{ runner.temp }}`.',
      };
    case 'link':
      return {
        problem: `\`${input}\` names ${path}, which is a symbolic link, or goes through one that leads nowhere.`,
        likelyCause: 'the link is part of the repository, or an earlier step of the job made it.',
        remedy: 'choose another path, or remove the link.',
      };
    case 'no-file':
      return {
        problem: `\`${input}\` names ${path}, which already exists and is not a regular file.`,
        likelyCause: 'it is a folder.',
        remedy: 'choose another path.',
      };
    case 'replaced':
      return {
        problem: `\`${input}\` names ${path}, whose folder was replaced while the file was being written.`,
        likelyCause: 'another process of this job moves folders, or puts a symbolic link in their place.',
        remedy: 'stop that process before this step, or choose another path.',
      };
    case 'system':
      return {
        problem: `\`${input}\` names ${path}, which could not be written (${obstacle.code ?? 'unknown error'}).`,
        likelyCause:
          'the disk of the runner is full, the folder belongs to another user, or a part of the path is not a folder.',
        remedy: 'choose another path below the workspace, or free disk space.',
      };
  }
}
