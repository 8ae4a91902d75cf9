import type { Explanation } from '../shared/action-error.ts';

/** Why a file must not be written, or could not be written. */
export type FileProblem =
  /** Its path leads outside the workspace and the runner's temporary directory, directly or through a symbolic link. */
  | { readonly kind: 'outside' }
  /** The path is a symbolic link, or exists and is not a regular file. */
  | { readonly kind: 'link' | 'not-a-file' }
  /** Its directory was replaced during the write. */
  | { readonly kind: 'replaced' }
  /** The error code of the operating system, such as `ENOSPC`; undefined when there is none. */
  | { readonly kind: 'system'; readonly code: string | undefined };

/** A file cannot be written. Callers convert it with `explainFileProblem`, which names their input. */
export class FileProblemError extends Error {
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/**
 * Explains to an administrator why a file could not be written.
 *
 * @param input the input that names the file: `encrypted-file`
 * @param path as given in the workflow
 */
export function explainFileProblem(input: string, path: string, problem: FileProblem): Explanation {
  switch (problem.kind) {
    case 'outside':
      return {
        problem: `\`${input}\` names ${path}, which is outside the workspace and the runner's temporary directory.`,
        likelyCause: 'the path has too many `..`, is absolute, or contains a symbolic link.',
        remedy: 'choose a path inside the workspace or `${{ runner.temp }}`.',
      };
    case 'link':
      return {
        problem: `\`${input}\` names ${path}, which is a symbolic link, or contains one whose target does not exist.`,
        likelyCause: 'the link is part of the repository, or an earlier step of the job created it.',
        remedy: 'choose another path, or remove the link.',
      };
    case 'not-a-file':
      return {
        problem: `\`${input}\` names ${path}, which already exists and is not a regular file.`,
        likelyCause: 'it is a directory.',
        remedy: 'choose another path.',
      };
    case 'replaced':
      return {
        problem: `\`${input}\` names ${path}, whose directory was replaced during the write.`,
        likelyCause: 'another process of this job moves directories, or replaces them with symbolic links.',
        remedy: 'stop that process before this step, or choose another path.',
      };
    case 'system':
      return {
        problem: `\`${input}\` names ${path}, which could not be written (${problem.code ?? 'unknown error'}).`,
        likelyCause:
          'the disk of the runner is full, the directory belongs to another user, or a part of the path is not a directory.',
        remedy: 'choose another path inside the workspace, or free disk space.',
      };
  }
}
