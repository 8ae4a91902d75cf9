import type { Identity, TokenClaims } from '../../azure/identity.ts';
import { explainFailure } from '../../http/failure-rules.ts';
import type { RequestFailure } from '../../http/failure.ts';
import type { ActionError } from '../../shared/action-error.ts';
import { entraService } from './explanations.ts';
import { loginRules } from './rules.ts';

/** The error for a login of the workload identity that failed. @param claims the claims of the OIDC token that was sent */
export function loginError(failure: RequestFailure, identity: Identity, claims: TokenClaims): ActionError {
  const { clientId, cloud } = identity;
  return explainFailure(
    failure,
    loginRules,
    { identity, claims },
    {
      service: entraService,
      host: cloud.authorityHost,
      operation: `log in the workload identity ${clientId}`,
    },
  );
}
