import { quoteIfNeeded } from '../azure/az-commands.ts';
import { formatLink } from './markdown.ts';

/** The workflow that runs this action. */
export interface Workflow {
  /** The URL of GitHub's own pages: `https://github.com`. */
  readonly serverUrl: string;
  /** The repository of the workflow, as `owner/name`. */
  readonly repository: string;
  /** The name of its file, and the branch or tag that it runs from; undefined when the runner does not say. */
  readonly source: WorkflowSource | undefined;
}

interface WorkflowSource {
  readonly file: string;
  /** Undefined when it runs from neither a branch nor a tag, for example from a pull request. */
  readonly ref: string | undefined;
}

/** `acme/ops/.github/workflows/rotate.yml@refs/heads/main` */
const workflowRef =
  /^([^/]+\/[^/]+)\/\.github\/workflows\/([^/]+?\.ya?ml)@(?:refs\/(?:heads|tags)\/(.+)|.*)$/;

/**
 * Reads the workflow from the runner's variables.
 *
 * @param reference `GITHUB_WORKFLOW_REF`
 */
export function readWorkflow(serverUrl: string, repository: string, reference = ''): Workflow {
  const [, owner, file, ref] = workflowRef.exec(reference) ?? [];
  const isOwn = owner?.toLowerCase() === repository.toLowerCase();
  return { serverUrl, repository, source: isOwn && file !== undefined ? { file, ref } : undefined };
}

/** The page from which people start the workflow; the list of all workflows when its file is not known. */
export function formatWorkflowUrl({ serverUrl, repository, source }: Workflow): string {
  const page = source === undefined ? '' : `/workflows/${encodeURIComponent(source.file)}`;
  return `${serverUrl}/${repository}/actions${page}`;
}

/** A link to a run of the repository, in Markdown. */
export function formatRunLink(
  { serverUrl, repository }: Workflow,
  { id, attempt }: { readonly id: number; readonly attempt: number },
): string {
  const url = `${serverUrl}/${repository}/actions/runs/${id}/attempts/${attempt}`;
  return formatLink(`run ${id}, attempt ${attempt}`, url);
}

/** The page of an issue of the repository. */
export function formatIssueUrl({ serverUrl, repository }: Workflow, number: number): string {
  return `${serverUrl}/${repository}/issues/${number}`;
}

/** The GitHub CLI's command that acknowledges a secret; undefined when the file of the workflow is not known. */
export function formatAcknowledgeCommand(
  { serverUrl, repository, source }: Workflow,
  keyId: string,
): string | undefined {
  if (source === undefined) return undefined;
  const { host } = new URL(serverUrl);
  const repo = host === 'github.com' ? repository : `${host}/${repository}`;
  const ref = source.ref === undefined ? [] : ['--ref', quoteIfNeeded(source.ref)];
  return [
    'gh workflow run',
    quoteIfNeeded(source.file),
    `--repo ${repo}`,
    ...ref,
    `--field acknowledge=${keyId}`,
  ].join(' ');
}
