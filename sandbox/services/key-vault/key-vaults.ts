import type { Tenant } from '../entra/tenant.ts';
import type { Service } from '../../network/http.ts';
import { vaultService } from './service.ts';
import { KeyVault } from './vault.ts';

/** The key vaults of the tenant's cloud. A vault that is not among them has no host name that anybody could find. */
export class KeyVaults {
  readonly #tenant: Tenant;
  readonly #vaults = new Map<string, KeyVault>();
  readonly #services = new Map<string, Service>();

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** A new vault: nobody may do anything in it yet. */
  add(name: string): KeyVault {
    const vault = new KeyVault(name, `${name.toLowerCase()}.${this.#tenant.cloud.keyVault}`);
    this.#vaults.set(name.toLowerCase(), vault);
    this.#services.set(vault.host, vaultService(vault, this.#tenant));
    return vault;
  }

  vault(name: string): KeyVault {
    const found = this.#vaults.get(name.toLowerCase());
    if (!found) throw new Error(`The sandbox has no key vault ${name}.`);
    return found;
  }

  all(): readonly KeyVault[] {
    return [...this.#vaults.values()];
  }

  serviceFor(host: string): Service | undefined {
    return this.#services.get(host);
  }
}
