import {
  added,
  begun,
  completed,
  removed,
  writeStarted,
  stored,
  type In,
  type Intent,
} from '../../src/rotation/state.ts';

export const keyId = '40000000-0000-4000-8000-000000000001';

/** An intent that stores in a repository secret and in a step output. */
export const intent: Intent = {
  tenantId: '10000000-0000-4000-8000-000000000000',
  clientId: '20000000-0000-4000-8000-000000000001',
  cloud: 'public',
  applicationId: '30000000-0000-4000-8000-000000000001',
  objectId: '30000000-0000-4000-8000-000000000002',
  displayName: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]',
  destinations: [
    { kind: 'repository-secret', owner: 'acme', repository: 'ops', name: 'EXALATE' },
    { kind: 'step-output' },
  ],
  revokeAfterJob: false,
};

export const writing = { destination: 0, revisionBefore: 'then' };

interface StatesOf {
  readonly adding: In<'adding'>;
  readonly added: In<'added'>;
  readonly storingFirst: In<'storing'>;
  readonly storingSecond: In<'storing'>;
  readonly stored: In<'stored'>;
  readonly complete: In<'complete'>;
  readonly removed: In<'removed'>;
  readonly removedUnconfirmed: In<'removed'>;
}

/** Every kind of state that a run with an intent can be in. */
export function statesOf(of: Intent): StatesOf {
  const adding = begun(of);
  const afterAdding = added(adding, keyId);
  const storingFirst = writeStarted(afterAdding, writing);
  const afterFirst = stored(storingFirst, 0);
  return {
    adding,
    added: afterAdding,
    storingFirst,
    storingSecond: writeStarted(stored(afterAdding, 1), writing),
    stored: afterFirst,
    complete: completed(stored(afterFirst, 1)),
    removed: removed(afterAdding),
    removedUnconfirmed: removed(storingFirst),
  };
}
