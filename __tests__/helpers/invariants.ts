import { expect } from '@jest/globals';
import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/** What must hold after a run and its post step, whatever failed: see the letters below. */
export interface Aftermath {
  /** Whether the main step said that all is well. */
  readonly succeeded: boolean;
  /** All that was printed, as the step printed it, without its mask commands. */
  readonly printed: string;
  /** What the errors of both steps say. */
  readonly errors: string;
}

/** What was there before the run. */
export interface Before {
  readonly byHand: PasswordCredential;
  readonly elsewhere: PasswordCredential;
}

const repository = 'acme/ops';
const name = 'EXALATE_CLIENT_SECRET';

/** An application whose present secret was made by hand and is in the destination, and another application. */
export function arrange(sandbox: Sandbox): Before {
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

/** Checks all that was promised; throws what does not hold. */
export function expectPromise(sandbox: Sandbox, before: Before, aftermath: Aftermath): void {
  const { tenant, github } = sandbox;
  const held = github.secret(repository, name)?.value;
  const there = tenant.secretsOf('Exalate');
  const ours = there.filter(({ keyId }) => keyId !== before.byHand.keyId);

  // (a) Each secret that was added is held by the destination, or gone, or named with the command that removes it.
  for (const secret of ours) {
    if (secret.secretText === held) continue;
    expect(aftermath.errors).toContain('az ad app credential delete --id');
    expect([secret.keyId, secret.displayName ?? ''].some((text) => aftermath.errors.includes(text))).toBe(
      true,
    );
  }
  // (b) The destination holds a value that logs in.
  expect(there.map(({ secretText }) => secretText)).toContain(held);
  // (c) No other credential was touched.
  expect(there).toContainEqual(before.byHand);
  expect(tenant.secretsOf('Payroll')).toEqual([before.elsewhere]);
  // (d) No value was printed.
  for (const value of tenant.mintedSecrets) expect(aftermath.printed + aftermath.errors).not.toContain(value);
  // (e) Success means that the destination holds the new value, and that nothing else of this run is left.
  if (aftermath.succeeded) expect(ours.map(({ secretText }) => secretText)).toEqual([held]);
  else expect(aftermath.errors).not.toBe('');
  expect(sandbox.violations).toEqual([]);
}
