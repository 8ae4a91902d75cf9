import { getCloud } from '../../src/azure/cloud.ts';
import type { HandOverIssue } from '../../src/hand-over/decide.ts';
import type { HandOverSecret } from '../../src/hand-over/issue-text.ts';
import type { IssueSubject } from '../../src/hand-over/marker.ts';
import type { Surroundings } from '../../src/hand-over/value-place.ts';
import { readWorkflow } from '../../src/hand-over/workflow.ts';
import { descriptionWith } from './histories.ts';

export const subject: IssueSubject = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  applicationId: '22222222-2222-4222-8222-222222222222',
  lineage: 'Exalate [r3vq7m2k9x4td8wh]',
  keyId: '33333333-3333-4333-8333-333333333333',
};

export const workflow = readWorkflow(
  'https://github.com',
  'acme/ops',
  'acme/ops/.github/workflows/rotate.yml@refs/heads/main',
);

export const surroundings: Surroundings = { cloud: getCloud('public'), workflow };

export const added = new Date('2026-11-24T09:00:00Z');

const secret = {
  keyId: subject.keyId,
  displayName: descriptionWith('k3f9x2'),
  startDateTime: added,
  endDateTime: new Date('2027-05-23T09:00:00Z'),
};

/** A secret in Key Vault, with an earlier one that expires on 20 December. */
export const handOverSecret: HandOverSecret = {
  subject,
  applicationName: 'Exalate',
  secret,
  olderKeyIds: [],
  deadline: {
    date: new Date('2026-12-20T08:00:00Z'),
    expiring: {
      keyId: '44444444-4444-4444-8444-444444444444',
      displayName: 'made by hand',
      startDateTime: null,
      endDateTime: new Date('2026-12-20T08:00:00Z'),
    },
  },
  places: [
    {
      kind: 'key-vault-secret',
      vault: 'https://acme-vault.vault.azure.net',
      name: 'exalate-client-secret',
      url: 'https://portal.azure.com/#@tenant/asset/Microsoft_Azure_KeyVault/Secret/https://acme-vault.vault.azure.net/secrets/exalate-client-secret',
    },
  ],
};

/** An open issue about the secret of `subject`, opened when it was added. */
export const issueWith = (changes: Partial<HandOverIssue> = {}): HandOverIssue => ({
  number: 1,
  url: 'https://github.com/acme/ops/issues/1',
  subject,
  isOpen: true,
  createdAt: added,
  ...changes,
});
