import type { FailureRule } from '../../http/failure-rules.ts';
import {
  explainCertificate,
  explainDeletedSecret,
  explainFirewall,
  explainMissingAccessPolicy,
  explainMissingPermission,
  explainMissingRole,
  explainOtherTenant,
  explainPerimeter,
  explainPrivateAccess,
  explainRecovery,
  explainTokenRefused,
  type KeyVaultContext,
} from './explanations.ts';

/** What the errors of Key Vault mean. The first row that matches counts. */
export const keyVaultRules: readonly FailureRule<KeyVaultContext>[] = [
  { status: 401, message: /AKV10032/, explain: explainOtherTenant },
  // An expired or revoked token (TokenExpired, AKV10022), or a signing key that a replica cannot read yet (AKV10046). Every
  // attempt after a 401 logs in again.
  { status: 401, retry: 'briefly', explain: explainTokenRefused },

  { status: 403, code: 'ForbiddenByFirewall', explain: explainFirewall },
  { status: 403, message: /^Client address/, explain: explainFirewall },
  { status: 403, code: 'ForbiddenByConnection', explain: explainPrivateAccess },
  { status: 403, code: 'ForbiddenByNsp', explain: explainPerimeter },
  { status: 403, code: 'SecretManagedByKeyVault', explain: explainCertificate },
  { status: 403, code: 'ForbiddenByRbac', explain: explainMissingRole },
  // Under AccessDenied, ForbiddenByPolicy or no inner code. ForbiddenByPolicy also stands for other policies of the vault.
  { status: 403, message: /does not have secrets \w+ permission/, explain: explainMissingAccessPolicy },
  { status: 403, code: 'AccessDenied', explain: explainMissingPermission },
  { status: 403, message: /permission|not authorized/i, explain: explainMissingPermission },

  {
    status: 409,
    code: ['ObjectIsDeletedButRecoverable', 'ObjectIsBeingDeleted'],
    explain: explainDeletedSecret,
  },
  { status: 409, code: 'ObjectIsBeingRecovered', retry: 'yes', explain: explainRecovery },
  // Two changes of the same secret at the same time.
  { status: 409, retry: 'yes' },
];
