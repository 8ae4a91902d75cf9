import type { Cloud } from './clouds.ts';

/** Azure DevOps exists in the public cloud only. */
export const azureDevOpsNames: readonly string[] = [
  '499b84ac-1321-427f-aa17-267ca6975798',
  'https://app.vssps.visualstudio.com',
];

/** A cloud's Key Vault: one resource for all its vaults, known by its URI and by its application ID. */
export function keyVaultNames(cloud: Cloud): readonly string[] {
  return [`https://${cloud.keyVault}`, 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093'];
}

/** Whether the tenant has tokens for a resource. Graph, Azure Resource Manager (for Azure CLI), and these two. */
export function hasResource(cloud: Cloud, resource: string): boolean {
  return names(resource, [
    `https://${cloud.graph}`,
    cloud.resourceManagerName,
    ...keyVaultNames(cloud),
    ...(cloud.azureDevOps ? azureDevOpsNames : []),
  ]);
}

/** Resources are written with a slash at their end and without: the Azure CLI asks for `https://vault.azure.net/`. */
export function names(resource: string, known: readonly string[]): boolean {
  return known.includes(resource.replace(/\/$/, ''));
}
