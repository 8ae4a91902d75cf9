import { makePassword } from '../../services/entra/passwords.ts';
import type { PasswordCredential } from '../../services/entra/passwords.ts';
import type { Issue } from '../../services/github/issues/tracker.ts';
import { startSandbox } from '../../sandbox.ts';
import type { Sandbox } from '../../sandbox.ts';
import { tryLogin } from '../client.ts';
import type { Values } from './workflow.ts';

const day = 86_400_000;

/** A sandbox that is set up for a workflow which stores client secrets in Key Vault, and in which time can pass. */
export interface DemoSandbox {
  readonly sandbox: Sandbox;
  /** The variables of the repository. */
  readonly variables: Values;
  /** The client secret that a person added in the portal. */
  readonly addedByHand: PasswordCredential;
  readonly secrets: () => readonly PasswordCredential[];
  /** The value that is in Key Vault now. */
  readonly storedValue: () => string | undefined;
  readonly issues: () => readonly Issue[];
  /** The variables of the job, on a runner whose clock agrees with those of the servers. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly passDays: (days: number) => void;
}

/** @param secretUrl the secret in Key Vault that the workflow writes */
export async function startDemoSandbox(secretUrl: URL): Promise<DemoSandbox> {
  let passed = 0;
  const sandbox = await startSandbox({ now: () => Date.now() + passed });
  const { tenant, github } = sandbox;
  const exalate = tenant.application('Exalate');
  const [startDateTime, endDateTime] = [-690, 40].map((days) =>
    new Date(tenant.now() + days * day).toISOString(),
  );
  const addedByHand = makePassword({ displayName: 'Exalate node', startDateTime, endDateTime }, tenant.now());
  tenant.keep(exalate, addedByHand, -Infinity);
  // As in a real tenant, a new client secret does not work everywhere at once.
  tenant.propagation = { login: [0, 300, 600], read: [0, 100, 200] };
  const vault = sandbox.addKeyVault(secretUrl.hostname.replace(/\..*/, ''));
  vault.roles.set(tenant.workload.appId, ['set', 'list']);
  github.setJobPermissions({ issues: 'write' });
  return {
    sandbox,
    variables: {
      AZURE_TENANT_ID: tenant.tenantId,
      AZURE_CLIENT_ID: tenant.workload.appId,
      EXALATE_APPLICATION_ID: exalate.appId,
    },
    addedByHand,
    secrets: () => tenant.secretsOf(exalate.appId),
    storedValue: () => vault.secret(secretUrl.pathname.replace('/secrets/', ''))?.value,
    issues: () => github.repository('acme/ops').issues.all,
    environment: () => ({
      ...sandbox.environment,
      NODE_OPTIONS: `--import=${new URL('runner-clock.js', import.meta.url).href}`,
      RUNNER_CLOCK_AHEAD: String(passed),
    }),
    passDays: (days) => {
      passed += days * day;
    },
  };
}

/** The client secret whose value is in Key Vault, if a login with that value works. */
export async function findStored({
  sandbox,
  variables,
  secrets,
  storedValue,
}: DemoSandbox): Promise<PasswordCredential | undefined> {
  const value = storedValue();
  if (value === undefined) return undefined;
  const refusal = await tryLogin(sandbox, String(variables['EXALATE_APPLICATION_ID']), value);
  return refusal === undefined ? secrets().find(({ secretText }) => secretText === value) : undefined;
}

/** Who added a client secret: the description names the run. */
export function whoAdded({ displayName }: PasswordCredential): string {
  return /\brun \d+/.exec(displayName ?? '')?.[0] ?? 'a person';
}

/** Calls `kill` at the first login with the client secret that is added next. */
export function killDuringVerification({ faults, tenant }: Sandbox, kill: () => void): void {
  faults.add({
    when: { method: 'POST', path: /\/addPassword$/ },
    fault: { kind: 'rewrite', rewrite: (response) => response },
    onStrike: () => {
      faults.add({
        when: { method: 'POST', host: tenant.cloud.authority },
        fault: { kind: 'drop' },
        onStrike: kill,
      });
    },
  });
}
