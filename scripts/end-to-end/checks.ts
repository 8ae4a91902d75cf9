import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { JobVariables } from './job.ts';

/** What a step of the job tells the sandbox about an earlier one. The SHA-256 of a client secret replaces its value. */
const given = v.object({ outcome: v.string(), outputs: v.record(v.string(), v.string()) });
type Given = v.InferOutput<typeof given>;

export const vaultName = 'acme-vault';
export const vaultSecret = 'exalate-client-secret';

/** The checks after each step, in the order in which they run. Each one throws an error that says what is wrong. */
export class Checks {
  readonly #sandbox: Sandbox;
  readonly #job: JobVariables;
  readonly #subject: string;
  #stored: string | undefined;
  #temporary: string | undefined;

  constructor(sandbox: Sandbox, job: JobVariables, subject: string) {
    this.#sandbox = sandbox;
    this.#job = job;
    this.#subject = subject;
  }

  run(name: string, step: unknown): void {
    const parsed = v.parse(given, step);
    switch (name) {
      case 'stored':
        this.#checkStored(parsed);
        break;
      case 'not-due':
        this.#checkNotDue(parsed);
        break;
      case 'temporary':
        this.#checkTemporary(parsed);
        break;
      case 'refused':
        this.#checkRefused(parsed);
        break;
      case 'reported':
        this.#checkReported(parsed);
        break;
      default:
        throw new Error(`There is no check "${name}".`);
    }
  }

  /** The check after the post steps. Skips what depends on a step that the job did not reach. */
  end(): void {
    const { violations, proxyRules } = this.#sandbox;
    assert.deepEqual(violations, [], 'requests or answers do not match the published API descriptions');
    assert.deepEqual(proxyRules.refused, [], 'the action tried to contact hosts that it does not need');
    if (this.#temporary === undefined) return;
    const keyIds = this.#secrets().map(({ keyId }) => keyId);
    assert.deepEqual(
      keyIds,
      [this.#stored],
      'the post step did not remove exactly the temporary client secret',
    );
    assert.equal(this.#versions().length, 1, 'the post step wrote to Key Vault');
  }

  #checkStored({ outcome, outputs }: Given): void {
    assert.equal(outcome, 'success');
    assert.equal(outputs['rotated'], 'true');
    assert.equal(outputs['actions-due'], '["renew"]');
    const [secret, ...others] = this.#secrets();
    assert(
      secret !== undefined && others.length === 0,
      'the application does not have exactly one client secret',
    );
    this.#stored = secret.keyId;
    assert.equal(outputs['key-id'], secret.keyId);
    assert.equal(Date.parse(outputs['expires-on'] ?? ''), Date.parse(secret.endDateTime));
    const { GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = this.#job;
    const description = secret.displayName ?? '';
    assert(description.startsWith(`Exalate [${GITHUB_REPOSITORY} `), description);
    assert(description.includes(` run ${GITHUB_RUN_ID}.${GITHUB_RUN_ATTEMPT} `), description);
    const [version, ...more] = this.#versions();
    assert(
      version !== undefined && more.length === 0,
      'the Key Vault secret does not have exactly one version',
    );
    assert(version.value === secret.secretText, 'the Key Vault secret has a different value');
  }

  #checkNotDue({ outcome, outputs }: Given): void {
    assert.equal(outcome, 'success');
    assert.equal(outputs['rotated'], 'false');
    assert.equal(outputs['actions-due'], '[]');
    assert.equal(outputs['key-id'], this.#stored);
    this.#expectSecrets([this.#stored]);
  }

  #checkTemporary({ outcome, outputs }: Given): void {
    assert.equal(outcome, 'success');
    assert.equal(outputs['rotated'], 'true');
    this.#temporary = outputs['key-id'];
    this.#expectSecrets([this.#stored, this.#temporary]);
    const secret = this.#secrets().find(({ keyId }) => keyId === this.#temporary);
    const digest = createHash('sha256').update(secret?.secretText ?? '');
    assert.equal(outputs['client-secret'], digest.digest('hex'), 'the output has a different value');
  }

  #checkRefused({ outcome, outputs }: Given): void {
    assert.equal(outcome, 'failure');
    assert.equal(outputs['rotated'], 'false');
    assert.equal(outputs['key-id'], undefined);
    const { refusedLogins } = this.#sandbox.tenant;
    assert(refusedLogins.length > 0, 'no login was refused');
    for (const { code, message } of refusedLogins) {
      assert.equal(code, 700213, message);
      // The subject that GitHub really sent is the one that was computed.
      assert(message.includes(` subject '${this.#subject}'.`), message);
    }
    this.#expectSecrets([this.#stored, this.#temporary]);
  }

  #checkReported({ outcome, outputs }: Given): void {
    assert.equal(outcome, 'success');
    assert.equal(outputs['due-count'], '1');
    const shape = v.pipe(v.string(), v.parseJson(), v.array(v.object({ 'application-id': v.string() })));
    const [due] = v.parse(shape, outputs['due']);
    assert.equal(due?.['application-id'], this.#sandbox.tenant.application('Exalate').appId);
    this.#expectSecrets([this.#stored, this.#temporary]);
  }

  #expectSecrets(keyIds: readonly (string | undefined)[]): void {
    assert.deepEqual(
      this.#secrets().map(({ keyId }) => keyId),
      keyIds,
      'the application does not have the expected client secrets',
    );
    assert.equal(this.#versions().length, 1, 'the Key Vault secret has a new version');
  }

  #secrets(): readonly PasswordCredential[] {
    return this.#sandbox.tenant.secretsOf('Exalate');
  }

  #versions(): ReturnType<ReturnType<Sandbox['keyVault']>['versions']> {
    return this.#sandbox.keyVault(vaultName).versions(vaultSecret);
  }
}
