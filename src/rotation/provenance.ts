import { identifyDestination } from '../destinations/destination-identity.ts';
import { computeDigest, createNonce, type Provenance } from '../plan/lineage.ts';
import { ActionError } from '../shared/action-error.ts';
import type { Services } from './context.ts';
import type { Inputs } from './inputs.ts';

/**
 * Determines the origin that a new secret of this run gets. It also identifies the lineage of the workflow.
 *
 * @throws ActionError `repository-id-unknown`
 */
export async function createProvenance(
  { description, destinations, run }: Inputs,
  { random, findRepositoryId }: Services,
): Promise<Provenance> {
  const repositoryId = await findRepositoryId();
  if (repositoryId === undefined) throw repositoryIdUnknownError(run.repository);
  const identityContext = {
    apiHost: new URL(run.apiUrl).host,
    ownRepository: { name: run.repository, id: repositoryId },
  };
  return {
    description,
    repository: run.repository,
    digest: computeDigest({
      serverHost: new URL(run.serverUrl).host,
      repositoryId,
      destinations: destinations.map((spec) => identifyDestination(spec, identityContext)),
    }),
    run: { id: run.id, attempt: run.attempt },
    nonce: createNonce(random),
  };
}

function repositoryIdUnknownError(repository: string): ActionError {
  return new ActionError('repository-id-unknown', {
    problem: `The numeric ID of the repository ${repository} is not available, so its secrets cannot be distinguished from those of another repository with the same name.`,
    likelyCause:
      'the runner is too old to set GITHUB_REPOSITORY_ID, and the OIDC token of this GitHub server has no claim `repository_id`.',
    remedy: 'update the runner, or the GitHub Enterprise Server.',
  });
}
