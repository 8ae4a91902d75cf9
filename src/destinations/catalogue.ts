import * as v from 'valibot';
import type { Destination } from './destination.ts';
import type { GitHubApi } from './github-api.ts';
import { repositorySecret } from './github-secret.ts';
import { stepOutput } from './step-output.ts';

/** Which destination is meant, in plain data that the journal can keep. */
export const destinationSpec = v.variant('kind', [
  v.object({
    kind: v.literal('repository-secret'),
    owner: v.string(),
    repository: v.string(),
    name: v.string(),
  }),
  v.object({ kind: v.literal('step-output') }),
]);

export type DestinationSpec = v.InferOutput<typeof destinationSpec>;

/** What the destinations are reached through. */
interface Edges {
  readonly gitHub: GitHubApi;
  setOutput(name: string, value: string): void;
}

/** The destination that is meant. */
export function openDestination(spec: DestinationSpec, edges: Edges): Destination {
  switch (spec.kind) {
    case 'repository-secret':
      return repositorySecret(spec, edges.gitHub);
    case 'step-output':
      return stepOutput((name, value) => {
        edges.setOutput(name, value);
      });
  }
}
