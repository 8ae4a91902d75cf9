import { describe, expect, test } from '@jest/globals';
import { ActionError } from '../../../src/shared/action-error.ts';
import type { Outcome } from '../../../src/rotation/rotate.ts';
import type { Addition, Keep } from '../../../src/plan/plan.ts';
import type { RetirableSecret } from '../../../src/plan/retirement.ts';
import { writeSummary, type SummaryContext } from '../../../src/rotation/summary.ts';
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
const leaked: RetirableSecret = { ...superseded, cause: 'compromised' };
const expired: RetirableSecret = { ...superseded, cause: 'expired', due: undefined };

const addition: Addition = {
  kind: 'add',
  reasons: [{ kind: 'always' }],
  displayName: secret.displayName,
  endDateTime,
  retireFirst: [],
  compromised: [],
  retire: [],
  retained: [],
  nextRenewal: undefined,
};

const added: Outcome = {
  application: {
    applicationId: '30000000-0000-4000-8000-000000000001',
    objectId: '30000000-0000-4000-8000-000000000002',
    displayName: 'R&D <Exalate>',
    signInAudience: 'AzureADMyOrg',
    passwordCredentials: [],
  },
  plan: addition,
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
  handOver: undefined,
  compromised: undefined,
  findings: [],
};
const wouldAdd: Outcome = {
  ...added,
  dryRun: true,
  secret: { displayName: secret.displayName, endDateTime },
};
const nextRenewal = new Date('2028-10-23T14:30:00.000Z');
const keep: Keep = {
  kind: 'keep',
  current: secret,
  retireFirst: [],
  compromised: [],
  retire: [],
  retained: [],
  nextRenewal,
};
const kept: Outcome = { ...added, plan: keep };

const defaultContext: SummaryContext = {
  inputs: {
    tenantId: '10000000-0000-4000-8000-000000000000',
    adopt: [],
    compromised: [],
    retireAfter: undefined,
    revokeAfterJob: false,
  },
  issue: undefined,
  now: secret.startDateTime,
};

async function summaryOf(run: Outcome, changes: Partial<SummaryContext> = {}): Promise<string> {
  const summary = new RememberingSummary();
  await writeSummary(run, { ...defaultContext, ...changes }, summary);
  expect(summary.written).toBe(true);
  return summary.text;
}

const firstLineOf = async (...run: Parameters<typeof summaryOf>): Promise<string> =>
  (await summaryOf(...run)).split('\n', 1).join('').replace('# ', '');

describe('the job summary', () => {
  test('lists what the node registration in Exalate needs, and where the value is', async () => {
    expect(await summaryOf(added)).toMatchInlineSnapshot(`
     "# Action needed: update Exalate by 2026-12-06
     <p>A new client secret was added. To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.</p>
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Secret (key) ID = 5bc44266-25d2-436c-bb9d-31677cdab3ce
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Value stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
     # Client secrets of this application


     \`\`\`mermaid
     gantt
     dateFormat YYYY-MM-DD
     axisFormat %Y-%m
     section Current
     key 5bc44266, run 7001.1 Exalate :active, s0, 2026-11-22, 2028-11-22
     \`\`\`

     "
    `);
  });

  test('of a dry run reports that nothing was changed', async () => {
    expect(await summaryOf(wouldAdd)).toMatchInlineSnapshot(`
     "# Dry run: a client secret would be added. Next: update Exalate by 2026-12-06
     <p>Nothing was changed.</p>
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Value would be stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
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
        retireFirst: [],
        compromised: [],
        retained: [superseded, expired],
      },
    };
    expect(await summaryOf({ ...outcome, retired: [superseded, { ...expired }] })).toMatchInlineSnapshot(`
     "# Action needed: update Exalate by 2026-12-06
     <p>A new client secret was added. To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.</p>
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Secret (key) ID = 5bc44266-25d2-436c-bb9d-31677cdab3ce
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Reason for the new secret = <code>secret &lt;X&gt;</code> has no value; the application has no secret from this workflow yet
     Value stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
     # Removed secrets
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expires 2028-11-22T14:30:00Z), superseded since 2026-11-20T14:30:00Z
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expired 2026-11-20T14:30:00Z)
     # Superseded secrets
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expires 2028-11-22T14:30:00Z), superseded since 2026-11-20T14:30:00Z. The first run after 2026-11-27T14:30:00Z removes it.
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expired 2026-11-20T14:30:00Z). <code>retire-after</code> is <code>never</code>, so only <code>acknowledge</code> removes it.
     # Client secrets of this application


     \`\`\`mermaid
     gantt
     dateFormat YYYY-MM-DD
     axisFormat %Y-%m
     section Current
     key 5bc44266, run 7001.1 Exalate :active, s0, 2026-11-22, 2028-11-22
     \`\`\`

     "
    `);
  });

  test('of a run without a renewal describes the current secret', async () => {
    expect(await summaryOf(kept)).toMatchInlineSnapshot(`
     "# Nothing to do until 2028-10-23
     <p>The current client secret is valid; no secret was added. To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.</p>
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Secret (key) ID = 5bc44266-25d2-436c-bb9d-31677cdab3ce
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Value stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
     "
    `);
  });

  test('of a dry run without a renewal lists what would be removed', async () => {
    const plan = {
      kind: 'keep' as const,
      current: secret,
      retireFirst: [],
      compromised: [],
      retire: [superseded],
      retained: [],
      nextRenewal,
    };
    expect(await summaryOf({ ...kept, plan, dryRun: true })).toMatchInlineSnapshot(`
     "# Dry run: no client secret would be added. Nothing to do until 2028-10-23
     <p>Nothing was changed.</p>
     Application = <code>R&amp;D &lt;Exalate&gt;</code>
     Application (client) ID = 30000000-0000-4000-8000-000000000001
     Directory (tenant) ID = 10000000-0000-4000-8000-000000000000
     Secret (key) ID = 5bc44266-25d2-436c-bb9d-31677cdab3ce
     Description = <code>Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]</code>
     Expires = 2028-11-22T14:30:00Z
     Value stored in = <a href="https://github.com/acme/ops/settings/secrets/actions"><code>repository secret X of acme/ops</code></a><br><code>step output client-secret</code>
     # Secrets that would be removed
     - <code>R&amp;D [acme/ops r3vq7m2k9x4td8wh run 6.1 aaaaaa]</code> (key ID 00000000-25d2-436c-bb9d-31677cdab3ce, expires 2028-11-22T14:30:00Z), superseded since 2026-11-20T14:30:00Z
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

test('a secret with a description of another form is shown without the older ones', async () => {
  const other = { ...added, secret: { ...secret, displayName: 'by hand' } };
  expect(await summaryOf(other)).toContain('# Action needed: update Exalate by 2026-12-06');
});

describe('the first line of the job summary', () => {
  const older = {
    ...secret,
    keyId: superseded.secret.keyId,
    startDateTime: new Date('2026-01-22T14:30:00Z'),
    endDateTime: new Date('2026-12-20T09:00:00Z'),
  };
  const withOlder = { application: { ...added.application, passwordCredentials: [older, secret] } };
  const beside = { application: { ...added.application, passwordCredentials: [older] } };
  const acknowledged: Outcome = {
    ...kept,
    ...withOlder,
    plan: { kind: 'acknowledged', current: secret, retire: [superseded], nextRenewal: undefined },
    retired: [{ ...superseded, cause: 'acknowledged' }],
  };
  const revoked = { inputs: { ...defaultContext.inputs, revokeAfterJob: true } };
  const late = { now: new Date('2026-12-19T00:00:00Z') };
  const forever = { ...secret, endDateTime: null };

  test.each<[string, Outcome, Partial<SummaryContext>, string]>([
    ['a first secret was added', added, {}, 'Action needed: update Exalate by 2026-12-06'],
    ['a secret was replaced', { ...added, ...beside }, {}, 'Action needed: update Exalate by 2026-12-20'],
    [
      'a secret was replaced that `retire-after` removes soon',
      { ...added, ...beside },
      { inputs: { ...defaultContext.inputs, retireAfter: { days: 7 } } },
      'Action needed: update Exalate by 2026-11-29',
    ],
    [
      'an older secret is still active',
      { ...kept, ...withOlder },
      {},
      'Action needed: update Exalate by 2026-12-20',
    ],
    [
      'another older secret has expired meanwhile',
      {
        ...kept,
        application: {
          ...added.application,
          passwordCredentials: [
            older,
            { ...older, keyId: 'a', endDateTime: new Date('2026-12-01T00:00:00Z') },
            secret,
          ],
        },
      },
      late,
      'Action needed: update Exalate now; it was due by 2026-12-01',
    ],
    [
      'the issue is open',
      kept,
      { issue: { url: 'https://github.com/acme/ops/issues/1', isOpen: true } },
      'Action needed: update Exalate by 2026-12-06',
    ],
    ['no older secret is left', kept, late, 'Nothing to do until 2028-10-23'],
    [
      'the older secret was removed',
      { ...kept, ...withOlder, retired: [superseded] },
      {},
      'Nothing to do until 2028-10-23',
    ],
    [
      'the current secret never expires',
      {
        ...kept,
        plan: {
          kind: 'keep',
          current: forever,
          retireFirst: [],
          compromised: [],
          retire: [],
          retained: [],
          nextRenewal: undefined,
        },
        secret: forever,
      },
      {},
      'Nothing to do: the current client secret never expires',
    ],
    [
      'the secret is for this job',
      added,
      revoked,
      'Nothing to do: the new client secret is removed when the job ends',
    ],
    [
      'a dry run would add one',
      { ...wouldAdd, ...beside },
      {},
      'Dry run: a client secret would be added. Next: update Exalate by 2026-12-20',
    ],
    [
      'a dry run would add one for a job',
      wouldAdd,
      revoked,
      'Dry run: a client secret would be added, and removed when the job ends',
    ],
    [
      'a dry run would add none',
      { ...kept, dryRun: true },
      {},
      'Dry run: no client secret would be added. Nothing to do until 2028-10-23',
    ],
    [
      'a dry run would remove the older one',
      {
        ...kept,
        ...withOlder,
        dryRun: true,
        plan: {
          kind: 'keep',
          current: secret,
          retireFirst: [],
          compromised: [],
          retire: [superseded],
          retained: [],
          nextRenewal,
        },
      },
      {},
      'Dry run: no client secret would be added. Nothing to do until 2028-10-23',
    ],
    [
      'a compromised secret was removed',
      { ...added, compromised: { removed: [leaked], left: [], error: undefined } },
      {},
      `Action needed: update Exalate now; the compromised client secret ${leaked.secret.keyId} was removed`,
    ],
    [
      'the only compromised key ID is not on the application',
      kept,
      { inputs: { ...defaultContext.inputs, compromised: ['5bc44266-25d2-436c-bb9d-31677cdab3cf'] } },
      'Action needed: check the key ID 5bc44266-25d2-436c-bb9d-31677cdab3cf, which is not on the application',
    ],
    [
      'none of several compromised key IDs is on the application',
      added,
      { inputs: { ...defaultContext.inputs, compromised: ['a', 'b'] } },
      'Action needed: check the 2 key IDs in <code>compromised</code>; none of them is on the application',
    ],
    [
      'two compromised secrets were removed',
      { ...kept, compromised: { removed: [leaked, leaked], left: [], error: undefined } },
      {},
      'Action needed: update Exalate now; 2 compromised client secrets were removed',
    ],
    [
      'one of them could not be removed',
      { ...added, compromised: { removed: [leaked], left: [leaked], error: undefined } },
      {},
      `Action needed: update Exalate now; the compromised client secret ${leaked.secret.keyId} was removed, and the compromised client secret ${leaked.secret.keyId} could not be removed`,
    ],
    [
      'no compromised secret could be removed',
      { ...added, compromised: { removed: [], left: [leaked, leaked], error: undefined } },
      {},
      'Action needed: update Exalate now; 2 compromised client secrets could not be removed',
    ],
    [
      'a dry run would replace a compromised secret',
      { ...added, dryRun: true, plan: { ...addition, compromised: [leaked] } },
      {},
      `Dry run: a client secret would be added, and the compromised client secret ${leaked.secret.keyId} removed`,
    ],
    [
      'a dry run would only remove it',
      { ...kept, dryRun: true, plan: { ...keep, compromised: [leaked] } },
      {},
      `Dry run: no client secret would be added; the compromised client secret ${leaked.secret.keyId} would be removed`,
    ],
    [
      'a person acknowledged the secret',
      acknowledged,
      {},
      `Exalate uses the secret ${secret.keyId}; 1 older secret was removed`,
    ],
    [
      'a person acknowledged it and two were removed',
      { ...acknowledged, retired: [superseded, expired] },
      {},
      `Exalate uses the secret ${secret.keyId}; 2 older secrets were removed`,
    ],
    [
      'a person acknowledged it again',
      { ...acknowledged, retired: [] },
      {},
      `Exalate uses the secret ${secret.keyId}; no older secret was removed`,
    ],
    [
      'a dry run of an acknowledgement',
      { ...acknowledged, dryRun: true, retired: [] },
      {},
      `Dry run: Exalate uses the secret ${secret.keyId}; 1 older secret would be removed`,
    ],
  ])('when %s', async (_, run, changes, line) => {
    expect(await firstLineOf(run, changes)).toBe(line);
  });

  const problem = (text: string, deadline: Date | undefined): Outcome['findings'][number] => ({
    error: new ActionError('github-token-expires', { problem: text, likelyCause: 'b', remedy: 'c' }),
    deadline,
  });
  const first = problem('The token in `x` is @org. More.', new Date('2028-03-01T00:00:00Z'));
  const second = problem('Not an owner.', nextRenewal);
  const undated = problem('Not an owner', undefined);

  test('is about a problem of the next renewal after an acknowledgement', async () => {
    expect(await firstLineOf({ ...acknowledged, findings: [second] })).toBe(
      'Action needed before 2028-10-23: Not an owner',
    );
  });

  test.each<[string, Outcome, string]>([
    [
      'there is one problem',
      { ...kept, findings: [first] },
      'Action needed before 2028-03-01: The token in <code>x</code> is <code>@org</code>',
    ],
    [
      'there are several',
      { ...kept, findings: [second, undated, first] },
      'Action needed before 2028-03-01: fix 3 problems that would make the next renewal fail',
    ],
    [
      'no renewal is due',
      { ...kept, findings: [undated] },
      'Action needed before the next renewal: Not an owner',
    ],
    [
      'Exalate must be updated earlier',
      { ...kept, ...withOlder, findings: [second] },
      'Action needed: update Exalate by 2026-12-20',
    ],
    [
      'Exalate must be updated, and no renewal is due',
      { ...kept, ...withOlder, findings: [undated] },
      'Action needed: update Exalate by 2026-12-20',
    ],
  ])('names what would make the next renewal fail when %s', async (_, run, line) => {
    expect(await firstLineOf(run)).toBe(line);
  });

  test('is followed by all problems of the next renewal, and the facts about the current secret after them', async () => {
    expect(await summaryOf({ ...kept, findings: [first, second] })).toMatch(
      /# The next renewal would fail\n<p>The token in <code>x<.code> is .*<.p>\n<p><strong>Likely cause:<.strong> b<.p>\n[^]*<p>Not an owner\.[^]*\n# The current client secret\nApplication = /,
    );
  });

  test('is followed by how to acknowledge the secret while older ones wait for that', async () => {
    const acknowledge = `run this workflow with <code>acknowledge: ${secret.keyId}</code> to remove the older ones.`;
    expect(await summaryOf({ ...kept, ...withOlder })).toContain(acknowledge);
    expect(await summaryOf({ ...added, ...beside })).toContain(acknowledge);
    const retires = { inputs: { ...defaultContext.inputs, retireAfter: { days: 7 } } };
    for (const text of [await summaryOf(kept), await summaryOf({ ...kept, ...withOlder }, retires)])
      expect(text).not.toContain('acknowledge');
  });

  test('is not followed by registration when the secret is for this job or a person acknowledged it', async () => {
    expect(await summaryOf(added)).toContain('To register the node');
    for (const text of [await summaryOf(added, revoked), await summaryOf(acknowledged)])
      expect(text).not.toContain('To register the node');
  });
});

test('the job summary links the issue that asks a person to update Exalate', async () => {
  const issue = { url: 'https://github.com/acme/ops/issues/1?a&b', isOpen: false };
  expect(await summaryOf(kept, { issue })).toContain(
    'Hand-over issue = <a href="https://github.com/acme/ops/issues/1?a&amp;b">https://github.com/acme/ops/issues/1?a&amp;b</a>\n',
  );
});

test('the job summary sends the reader to the issue while it is open, instead of the registration', async () => {
  const issue = { url: 'https://github.com/acme/ops/issues/1?a&b', isOpen: true };
  const text = await summaryOf(kept, { issue });
  expect(text).toContain(
    'The <a href="https://github.com/acme/ops/issues/1?a&amp;b">hand-over issue</a> says how to update Exalate.',
  );
  expect(text).not.toContain('To register the node');
  expect(await summaryOf(kept, { issue: { ...issue, isOpen: false } })).toContain('To register the node');
});

test('the job summary charts the secrets on the application after the run', async () => {
  const byHand = { ...secret, keyId: 'b', displayName: 'by hand' };
  const application = { ...added.application, passwordCredentials: [superseded.secret, byHand] };
  const { displayName } = secret;
  const older = { ...superseded.secret, displayName };
  expect(await summaryOf({ ...added, application, retired: [{ ...superseded, secret: older }] })).toMatch(
    /section Current\nkey 5bc44266, .*\nsection Other\nkey b, by hand :done, s1, 2026-11-22, 2028-11-22\n```/,
  );
  const planned = await summaryOf({ ...wouldAdd, application });
  expect(planned).not.toContain('section Current');
  expect(planned).toContain('key 00000000');
});
