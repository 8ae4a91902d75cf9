import { expect } from '@jest/globals';
import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/** What is known of a run and its post step. */
export interface RunResult {
  /** Whether the main step succeeded. */
  readonly succeeded: boolean;
  /** Everything that both steps printed, except the mask commands. */
  readonly printed: string;
  /** The errors of both steps. */
  readonly errors: string;
}

/** The secrets that exist before the run. */
export interface InitialState {
  readonly byHand: PasswordCredential;
  readonly elsewhere: PasswordCredential;
}

const repository = 'acme/ops';
const name = 'EXALATE_CLIENT_SECRET';

/** An application whose present secret was made by hand and is in the destination, and another application. */
export function arrange(sandbox: Sandbox): InitialState {
  const [byHand, elsewhere] = ['Exalate', 'Payroll'].map((displayName) => {
    const { tenant } = sandbox;
    const exists = tenant.applications.some((one) => one.displayName === displayName);
    const application = exists ? tenant.application(displayName) : tenant.addApplication({ displayName });
    const secret = makePassword({ displayName: 'made by hand' }, Date.now());
    tenant.keep(application, secret, -Infinity);
    return secret;
  });
  if (byHand === undefined || elsewhere === undefined) throw new Error('not arranged');
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const stored = { value: byHand.secretText, createdAt: yesterday, updatedAt: yesterday };
  sandbox.github.repository(repository).secrets.set(name, stored);
  return { byHand, elsewhere };
}

/** Checks what must hold after a run and its post step, whatever failed. */
export function expectInvariants(sandbox: Sandbox, initial: InitialState, result: RunResult): void {
  const { tenant, github } = sandbox;
  const held = github.secret(repository, name)?.value;
  const present = tenant.secretsOf('Exalate');
  const ours = present.filter(({ keyId }) => keyId !== initial.byHand.keyId);

  // (a) Each secret that was added is held by the destination, or gone, or named with the command that removes it.
  for (const secret of ours) {
    if (secret.secretText === held) continue;
    expect(result.errors).toContain('az ad app credential delete --id');
    expect([secret.keyId, secret.displayName ?? ''].some((text) => result.errors.includes(text))).toBe(true);
  }
  // (b) The destination holds a value that logs in.
  expect(present.map(({ secretText }) => secretText)).toContain(held);
  // (c) No other credential was touched.
  expect(present).toContainEqual(initial.byHand);
  expect(tenant.secretsOf('Payroll')).toEqual([initial.elsewhere]);
  // (d) No value was printed.
  for (const value of tenant.mintedSecrets) expect(result.printed + result.errors).not.toContain(value);
  // (e) Success means that the destination holds the new value, and that nothing else of this run is left.
  if (result.succeeded) expect(ours.map(({ secretText }) => secretText)).toEqual([held]);
  else expect(result.errors).not.toBe('');
  expect(sandbox.violations).toEqual([]);
}
