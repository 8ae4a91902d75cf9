import type { Sandbox } from '../../sandbox/sandbox.ts';
import { read, table, unquoted } from './repository.ts';

/** What the placeholders in docs/approval.md stand for in the sandbox. */
const names: ReadonlyMap<string, string> = new Map([
  ['SUBDOMAIN', 'octocorp'],
  ['HOSTNAME', 'github.example.com'],
]);

interface DocumentedHost {
  /** As the page writes it: `*.vault.azure.net`. */
  readonly pattern: string;
  readonly matches: (host: string) => boolean;
}

/** The hosts that docs/approval.md lists. A star stands for one part of a name. */
export const documentedHosts: readonly DocumentedHost[] = table(read('docs/approval.md'), 'host').map(
  ([cell = '']) => {
    const pattern = unquoted(cell);
    const labels = pattern.split('.').map((label) => names.get(label) ?? label);
    return { pattern, matches: (host) => matchesLabels(host.split('.'), labels.join('.').split('.')) };
  },
);

function matchesLabels(host: readonly string[], pattern: readonly string[]): boolean {
  return (
    host.length === pattern.length && pattern.every((label, index) => label === '*' || label === host[index])
  );
}

/** The hosts that clients requested in a sandbox, each once, including those that the proxy refused. */
export function findRequestedHosts({
  connections,
  proxyRules,
}: Pick<Sandbox, 'connections' | 'proxyRules'>): readonly string[] {
  return [...new Set([...connections, ...proxyRules.refused].map(({ host }) => host))];
}

/** The requested hosts that docs/approval.md does not list. */
export function findUndocumentedHosts(
  sandbox: Pick<Sandbox, 'connections' | 'proxyRules'>,
): readonly string[] {
  return findRequestedHosts(sandbox).filter((host) => !documentedHosts.some(({ matches }) => matches(host)));
}
