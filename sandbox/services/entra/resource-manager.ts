import { bearerToken, jsonResponse } from '../../network/http.ts';
import type { Service } from '../../network/http.ts';
import type { Tenant } from './tenant.ts';

export const resourceManagerHost = 'management.azure.com';

/** Azure CLI asks for tokens for it under this name. */
export const resourceManagerResource = 'https://management.core.windows.net/';

/**
 * Azure Resource Manager, which has nothing to tell but that there are no subscriptions. Azure CLI asks it for them at
 * every login, `--allow-no-subscriptions` or not.
 * https://learn.microsoft.com/rest/api/resources/subscriptions/list
 */
export function resourceManagerService(tenant: Tenant): Service {
  return async (request) => {
    const claims = await tenant.tokens.verify(bearerToken(request) ?? '');
    if (claims?.aud !== resourceManagerResource || (claims.exp ?? 0) * 1000 <= tenant.now()) {
      return jsonResponse(401, {
        error: { code: 'InvalidAuthenticationToken', message: 'The access token is invalid.' },
      });
    }
    return request.method === 'GET' && request.url.pathname === '/subscriptions'
      ? jsonResponse(200, { value: [], count: { type: 'Total', value: 0 } })
      : jsonResponse(404, {
          error: { code: 'ResourceNotFound', message: 'The sandbox has no Azure resources.' },
        });
  };
}
