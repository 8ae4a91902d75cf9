import {
  formatCommands,
  formatCreateServicePrincipalCommand,
  formatEnableServicePrincipalCommand,
} from '../azure/az-commands.ts';
import type { Cloud } from '../azure/cloud.ts';
import type { Explanation } from '../shared/action-error.ts';

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

export function explainTenantRestriction(tenantId: string, cloud: Cloud): CauseAndRemedy {
  return {
    likelyCause: `a proxy or firewall adds a header for tenant restrictions (sec-Restrict-Tenant-Access-Policy or Restrict-Access-To-Tenants) to requests for ${new URL(cloud.authorityHost).host}.`,
    remedy: `ask the administrator of the network to allow tenant ${tenantId}, or run the job on a runner in another network.`,
  };
}
