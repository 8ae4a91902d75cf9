import { describe, expect, test } from '@jest/globals';
import type { Outcome } from '../../../src/rotation/rotate.ts';
import type { RetirableSecret } from '../../../src/plan/retirement.ts';
import { writeSummary } from '../../../src/rotation/summary.ts';
import { RememberingSummary } from '../../helpers/remembering-summary.ts';

const endDateTime = new Date('2028-11-22T14:30:00.000Z');
const secret = {
  keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
  displayName: 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]',
  startDateTime: new Date('2026-11-22T14:30:00.000Z'),
  endDateTime,
};

const superseded: RetirableSecret = {
  secret: {
    ...secret,
    keyId: '00000000-25d2-436c-bb9d-31677cdab3ce',
    displayName: 'R&D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]',
  },
  cause: 'superseded',
  since: new Date('2026-11-20T14:30:00.000Z'),
  due: new Date('2026-11-27T14:30:00.000Z'),
};
const expired: RetirableSecret = { ...superseded, cause: 'expired', due: undefined };

const added: Outcome = {
  application: {
    applicationId: '30000000-0000-4000-8000-000000000001',
    objectId: '30000000-0000-4000-8000-000000000002',
    displayName: 'R&D <Exalate>',
    signInAudience: 'AzureADMyOrg',
    passwordCredentials: [],
  },
  plan: {
    kind: 'add',
    reasons: [{ kind: 'always' }],
    displayName: secret.displayName,
    endDateTime,
    retireFirst: [],
    retire: [],
    retained: [],
  },
  dryRun: false,
  secret,
  destinationLinks: [
    {
      label: 'repository secret X of acme/ops',
      url: 'https://github.com/acme/ops/settings/secrets/actions',
    },
    { label: 'step output client-secret', url: undefined },
  ],
  retired: [],
};
const wouldAdd: Outcome = {
  ...added,
  dryRun: true,
  secret: { displayName: secret.displayName, endDateTime },
};
const kept: Outcome = {
  ...added,
  plan: { kind: 'keep', current: secret, retireFirst: [], retire: [], retained: [] },
};

async function summaryOf(of: Outcome): Promise<string> {
  const summary = new RememberingSummary();
  await writeSummary(of, '10000000-0000-4000-8000-000000000000', summary);
  expect(summary.written).toBe(true);
  return summary.text;
}

describe('the job summary', () => {
  test('lists what the node registration in Exalate needs, and where the value is', async () => {
    expect(await summaryOf(added)).toMatchInlineSnapshot(`
     "# A new client secret was added
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Secret (key) ID = 5bc44266-25d2-436c-bb9d-31677cdab3ce
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Value stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
     To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.
     "
    `);
  });

  test('of a dry run reports that nothing was changed', async () => {
    expect(await summaryOf(wouldAdd)).toMatchInlineSnapshot(`
     "# Dry run: a client secret would be added
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Value would be stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
     Nothing was changed.
     "
    `);
  });

  test('lists why a secret was added, which ones were removed, and which ones are superseded', async () => {
    const { plan } = added;
    const reasons = [{ kind: 'empty', label: 'secret <X>' } as const, { kind: 'first' } as const];
    const outcome = {
      ...added,
      plan: {
        ...plan,
        kind: 'add' as const,
        reasons,
        displayName: '',
        endDateTime,
        retained: [superseded, expired],
      },
    };
    expect(await summaryOf({ ...outcome, retired: [superseded, { ...expired }] })).toMatchInlineSnapshot(`
     "# A new client secret was added
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Secret (key) ID = 5bc44266-25d2-436c-bb9d-31677cdab3ce
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Reason for the new secret = <code>secret &lt;X&gt;</code> has no value; the application has no secret from this workflow yet
     Value stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
     To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.
     # Removed secrets
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expires 2028-11-22T14:30:00Z), superseded since 2026-11-20T14:30:00Z
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expired 2026-11-20T14:30:00Z)
     # Superseded secrets
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expires 2028-11-22T14:30:00Z), superseded since 2026-11-20T14:30:00Z. The first run after 2026-11-27T14:30:00Z removes it.
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expired 2026-11-20T14:30:00Z). It is kept because \`retire-after\` is \`never\`.
     "
    `);
  });

  test('of a run without a renewal describes the current secret', async () => {
    expect(await summaryOf(kept)).toMatchInlineSnapshot(`
     "# The current client secret is valid; no secret was added
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Secret (key) ID = 5bc44266-25d2-436c-bb9d-31677cdab3ce
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Value stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
     To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.
     "
    `);
  });

  test('of a dry run without a renewal lists what would be removed', async () => {
    const plan = {
      kind: 'keep' as const,
      current: secret,
      retireFirst: [],
      retire: [superseded],
      retained: [],
    };
    expect(await summaryOf({ ...kept, plan, dryRun: true })).toMatchInlineSnapshot(`
     "# Dry run: no client secret would be added
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Secret (key) ID = 5bc44266-25d2-436c-bb9d-31677cdab3ce
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Value stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
     To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.
     # Secrets that would be removed
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expires 2028-11-22T14:30:00Z), superseded since 2026-11-20T14:30:00Z
     Nothing was changed.
     "
    `);
  });

  test('lists at most 50 secrets', async () => {
    const many = Array.from({ length: 60 }, () => superseded);
    const text = await summaryOf({ ...kept, retired: many });
    expect(text.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(51);
    expect(text).toContain('- … and 10 more\n');
    expect(await summaryOf({ ...kept, retired: many.slice(10) })).not.toContain('more');
  });

  test('reports that a secret never expires', async () => {
    expect(await summaryOf({ ...kept, secret: { ...secret, endDateTime: null } })).toContain(
      'Expires = never',
    );
  });
});
