import { gitHubRules, missingAppPermission, missingTokenPermission } from '../../github/rules.ts';
import type { FailureRule } from '../../http/failure-rules.ts';
import {
  explainMissingAppPermission,
  explainMissingRole,
  explainMissingTokenPermission,
  explainMovedOwner,
  explainNotFound,
  explainReachedLimit,
  explainRefusedEncryption,
  explainRefusedRequest,
  explainUnknownRefusal,
  type SecretContext,
} from './explanations.ts';

/** GitHub has replaced the key that the value was encrypted with. */
export const encryptionRule: FailureRule<SecretContext> = {
  status: 422,
  message: /improperly encrypted secret|\bkey_id\b/i,
  explain: explainRefusedEncryption,
};

/** What GitHub's errors mean for secrets. */
export const secretRules: readonly FailureRule<SecretContext>[] = [
  ...gitHubRules,

  { ...missingAppPermission, explain: explainMissingAppPermission },
  { ...missingTokenPermission, explain: explainMissingTokenPermission },
  { status: 403, message: /^Must have admin rights/, explain: explainMissingRole },
  { status: 403, header: 'x-accepted-github-permissions', explain: explainUnknownRefusal },

  { status: 404, explain: explainNotFound },
  { status: [301, 307, 308], explain: explainMovedOwner },

  encryptionRule,
  { status: 422, message: /\blimit\b|\bmaximum\b|too many/i, explain: explainReachedLimit },
  { status: 422, explain: explainRefusedRequest },
];
