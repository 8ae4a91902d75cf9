import { join } from 'node:path';
import type { RecordedRequest } from '../../sandbox/network/server.ts';
import type { Application } from '../../sandbox/services/entra/application.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { root } from './repository.ts';
import type { ShellResult, Terminal } from './stock-clients.ts';

export const setUpScript = join(root, 'setup', 'setup.sh');

/** The options that most tests need. */
export const usual = '--repository acme/ops --application Exalate';

export const identityName = 'exalate-secret-rotation';

/** Runs setup.sh with these options, as they are written in a shell. It does not see where this clone comes from. */
export function runSetUp(
  terminal: Terminal,
  options: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ShellResult> {
  return terminal.run(`'${setUpScript}' ${options}`, { GIT_DIR: '/dev/null', ...env });
}

/** The requests that change something, other than to log in. */
export function findWrites(requests: readonly RecordedRequest[]): readonly string[] {
  return requests
    .filter(({ method, host }) => method !== 'GET' && !host.startsWith('login.'))
    .map(({ method, path }) => `${method} ${path}`);
}

/** The workload identity that setup.sh created. */
export function findIdentity({ tenant }: Sandbox, name = identityName): Application {
  return tenant.application(name);
}

/** All that setup.sh can change, in a form that can be compared. */
export function describeState({ tenant, github }: Sandbox): unknown {
  return structuredClone({
    applications: tenant.applications.map((each) => ({
      name: each.displayName,
      hasPrincipal: each.servicePrincipal !== undefined,
      owners: [...each.owners],
      roles: each.roles,
      federatedCredentials: each.federatedCredentials,
      tags: each.details['tags'] ?? [],
    })),
    variables: [...github.repository('acme/ops').variables.entries()].map(([name, { value }]) => [
      name,
      value,
    ]),
  });
}

/** A script that calls functions of setup.sh, after its options. It needs no login of Azure CLI, which takes long. */
export function callSetUp(options: string, calls: string): string {
  return `set -euo pipefail
    shopt -s inherit_errexit
    here='${join(root, 'setup')}'
    source <(sed -e '/^here=/d' -e '/^main "/d' '${setUpScript}')
    parse_options ${options}
    ${calls}`;
}
