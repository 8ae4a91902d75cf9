import {
  formatCommands,
  formatCreateServicePrincipalCommand,
  formatEnableServicePrincipalCommand,
} from '../azure/az-commands.ts';
import type { Cloud } from '../azure/cloud.ts';
import { ActionError, type Explanation } from '../shared/action-error.ts';
import { describeRefusal, type LoginRefusal } from './refusal.ts';

/** The error for a login with a new secret that no later login would change; undefined when a later one may succeed. */
export function findSecretLoginError(
  refusal: LoginRefusal,
  applicationId: string,
  cloud: Cloud,
): ActionError | undefined {
  const name = describeRefusal(refusal);
  switch (refusal.aadsts) {
    case 53003:
      return new ActionError('login-blocked-by-policy', {
        problem: `A Conditional Access policy blocked the login of application ${applicationId} (${name}), so the new secret could not be verified.`,
        likelyCause:
          'the policy for workload identities allows this application only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
        remedy: 'run the job on a runner in an allowed location, or set `verify: false`.',
      });
    case 7000229:
      return new ActionError('application-cannot-log-in', {
        problem: `Application ${applicationId} has no service principal in this tenant (${name}), so it cannot log in with any secret.`,
        ...explainMissingServicePrincipal(applicationId, cloud),
      });
    case 7000112:
      return new ActionError('application-cannot-log-in', {
        problem: `Application ${applicationId} is disabled (${name}), so it cannot log in with any secret.`,
        ...explainDisabledServicePrincipal(applicationId, cloud),
      });
    default:
      return undefined;
  }
}

/** Why an error happened, and what to do. */
type CauseAndRemedy = Pick<Explanation, 'likelyCause' | 'remedy'>;

export function explainMissingServicePrincipal(applicationId: string, cloud: Cloud): CauseAndRemedy {
  return {
    likelyCause:
      'the app registration was created without an enterprise application, or its enterprise application was deleted.',
    remedy: `create it:${formatCommands(cloud, formatCreateServicePrincipalCommand(applicationId))}`,
  };
}

export function explainDisabledServicePrincipal(applicationId: string, cloud: Cloud): CauseAndRemedy {
  return {
    likelyCause: 'an administrator disabled its enterprise application.',
    remedy: `enable it:${formatCommands(cloud, formatEnableServicePrincipalCommand(applicationId))}`,
  };
}
