import type * as v from 'valibot';
import type { DestinationSpec } from '../destinations/spec.ts';
import { repositorySecretKinds } from '../destinations/github/secret-kinds.ts';
import type { destinationFields } from './input-fields.ts';

type DestinationInputs = v.InferOutput<v.ObjectSchema<typeof destinationFields, undefined>>;

/** The destinations that the inputs name. */
export function toDestinationSpecs(inputs: DestinationInputs): readonly DestinationSpec[] {
  const { repository, environment } = inputs;
  const specs: DestinationSpec[] = [];
  for (const kind of repositorySecretKinds) {
    const name = inputs[kind];
    if (name !== undefined) specs.push({ kind, ...repository, name });
  }
  const environmentSecret = inputs['environment-secret'];
  if (environmentSecret !== undefined && environment !== undefined) {
    specs.push({ kind: 'environment-secret', ...repository, environment, name: environmentSecret });
  }
  const organizationSecret = inputs['organization-secret'];
  if (organizationSecret !== undefined) {
    specs.push({
      kind: 'organization-secret',
      organization: inputs.organization ?? repository.owner,
      name: organizationSecret,
      visibility: inputs['organization-secret-visibility'],
      selectedRepositoryIds: inputs['selected-repository-ids'],
    });
  }
  const vaultSecret = inputs['key-vault-secret'];
  if (vaultSecret !== undefined) {
    specs.push({ kind: 'key-vault-secret', vault: vaultSecret.vault, name: vaultSecret.name });
  }
  const { 'encrypted-file': path, 'encrypt-to': recipients } = inputs;
  if (path !== undefined && recipients !== undefined)
    specs.push({ kind: 'encrypted-file', path, recipients });
  if (inputs['step-output']) specs.push({ kind: 'step-output' });
  return specs;
}
