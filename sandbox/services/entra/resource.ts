import { LoginRefused } from './refusals.ts';
import { hasResource } from './resources.ts';
import type { Tenant } from './tenant.ts';

/** The resource that a scope names, if the tenant has tokens for it. */
export function requireResource(tenant: Tenant, scope: string): string {
  const suffix = '/.default';
  if (!scope.endsWith(suffix)) {
    throw new LoginRefused(
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  const resource = scope.slice(0, -suffix.length);
  // The Azure CLI asks for `https://graph.microsoft.com//.default`; the audience of its token ends with a slash.
  if (!hasResource(tenant.cloud, resource)) {
    throw new LoginRefused(
      500011,
      `The resource principal named ${resource} was not found in the tenant named Sandbox. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
    );
  }
  if (tenant.policies.disabledResources.includes(resource)) {
    throw new LoginRefused(
      500014,
      `The service principal for resource '${resource}' is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens from being issued for it.`,
    );
  }
  return resource;
}
