/** The one Azure subscription of the tenant, with the one resource group that holds everything. */
export class Subscription {
  readonly id = subscriptionId;
  readonly location = 'westeurope';
  /** Object IDs of those who have the role Owner in it. Nobody else may see or change anything. May be changed. */
  readonly owners = new Set<string>();
}

export const subscriptionId = '50000000-0000-4000-8000-000000000000';
export const resourceGroup = 'sandbox';

/** Where a vault is in the subscription. */
export function vaultPath(vaultName: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${vaultName}`;
}
