import type { SandboxRequest } from '../../network/http.ts';
import type { Caller } from '../entra/access-token.ts';
import type { Tenant } from '../entra/tenant.ts';
import type { KeyVaults } from '../key-vault/key-vaults.ts';

/** A request to Azure Resource Manager, who sends it, and what there is. */
export interface Scene {
  readonly request: SandboxRequest;
  readonly caller: Caller;
  readonly tenant: Tenant;
  readonly keyVaults: KeyVaults;
}
