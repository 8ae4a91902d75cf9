import { describe, expect, test } from '@jest/globals';
import { makePassword } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { inSandbox } from '../helpers/job.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const store = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const renewal = { expires: '180 days', 'renew-within': '60 days' };
const keyId = 'f0b0b335-1d71-4c92-8d98-567911bfdca6';

const daysFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const dayOf = (timestamp: string): string => timestamp.slice(0, 10);
const firstLineOf = (summary: string): string => summary.split('\n', 1).join('');

/** A secret that somebody made in the portal. */
function addByHand(sandbox: Sandbox, end: string): void {
  const times = { startDateTime: daysFromNow(-300), endDateTime: end };
  const secret = makePassword({ displayName: 'made by hand', ...times }, sandbox.tenant.now());
  sandbox.tenant.keep(sandbox.tenant.application('Exalate'), { ...secret, keyId }, -Infinity);
}

describe('the first line of the job summary', () => {
  test('asks to update Exalate while an adopted secret is active, then says when the next renewal is', () =>
    inSandbox(async (sandbox, jobWith) => {
      const end = daysFromNow(25);
      addByHand(sandbox, end);
      const inputs = { ...renewal, adopt: keyId };
      const asked = `<h2>Action needed: update Exalate by ${dayOf(end)}</h2>`;
      for (const added of [true, false]) {
        const { summary, outputs } = await (await jobWith(inputs)).main();
        expect(outputs['rotated']).toBe(String(added));
        expect(firstLineOf(summary)).toBe(asked);
        expect(summary).toMatch(/section Current\nkey [^]*section Adopted\nkey f0b0b335, made by hand :/);
      }
      sandbox.tenant.application('Exalate').passwords.remove(keyId, -Infinity);
      const { summary, outputs } = await (await jobWith(inputs)).main();
      const renewalDay = dayOf(
        new Date(Date.parse(outputs['expires-on'] ?? '') - 60 * 86_400_000).toISOString(),
      );
      expect(firstLineOf(summary)).toBe(`<h2>Nothing to do until ${renewalDay}</h2>`);
    }));

  test('says what a dry run would do', () =>
    runScenario({ inputs: { ...store, 'dry-run': 'true' } }, ({ step }) => {
      expect(firstLineOf(step.summary)).toMatch(
        /^<h2>Dry run: a client secret would be added\. Next: update Exalate by \d{4}-\d{2}-\d{2}<.h2>$/,
      );
    }));

  test('asks for nothing when the secret is for the job, and the summary does not offer it for registration', () =>
    runScenario({ inputs: { 'step-output': 'true', 'revoke-after-job': 'true' } }, ({ step }) => {
      expect(firstLineOf(step.summary)).toBe(
        '<h2>Nothing to do: the new client secret is removed when the job ends</h2>',
      );
      expect(step.summary).not.toContain('register');
    }));
});

describe('the job summary of a failed run', () => {
  test('lists the problems of the inputs', () =>
    runScenario({ inputs: { ...store, expires: 'soon', verify: 'perhaps' } }, ({ step }) => {
      expect(firstLineOf(step.summary)).toBe(
        '<h2>Action needed: fix the error <code>invalid-inputs</code></h2>',
      );
      expect(step.summary).toMatch(/<ul>.*<li><code>verify<.code> .*<li><code>expires<.code> .*<.ul>/);
    }));

  test('has the state now, and the commands of the remedy as a block', () =>
    runScenario(
      {
        inputs: { ...store, 'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate' },
        arrange: (sandbox) => {
          sandbox.keyVault('exalate-vault').roles.set(sandbox.tenant.workload.appId, ['list']);
        },
      },
      ({ step }) => {
        expect(step.outcome).toBe('failure');
        expect(firstLineOf(step.summary)).toBe(
          '<h2>Action needed: fix the error <code>key-vault-role-missing</code></h2>',
        );
        expect(step.summary).toMatch(/<strong>State now:<.strong> the new secret \(key ID .*<.p>\n<ul><li>/);
        expect(step.summary).toMatch(
          /<pre><code>az role assignment create --role &quot;Key Vault Secrets Officer&quot; /,
        );
      },
    ));

  test('has every error of concurrent work', () =>
    runScenario(
      {
        inputs: { ...store, 'github-token': 'expired' },
        arrange: ({ tenant }) => {
          tenant.workload.federatedCredentials = [];
        },
      },
      ({ step }) => {
        const codes = [...step.summary.matchAll(/<h3><code>([\w-]+)<.code><.h3>/g)].map(([, code]) => code);
        expect(firstLineOf(step.summary)).toBe(`<h2>Action needed: fix ${codes.length} errors</h2>`);
        expect(codes).toContain('github-token-refused');
        expect(codes.length).toBeGreaterThan(1);
      },
    ));

  test('shows a quote of a server as code', () =>
    runScenario(
      {
        inputs: store,
        arrange: ({ faults }) => {
          const body = { message: '@org/team </p> <b> #1 :x: $x$ www.evil.com\n\n# x' };
          const headers = { 'content-type': 'application/json' };
          faults.add({
            when: { method: 'PUT' },
            times: Infinity,
            fault: { kind: 'answer', status: 422, headers, body },
          });
        },
      },
      ({ step }) => {
        expect(step.outcome).toBe('failure');
        expect(step.summary.replace(/<code>[^<\n]*<.code>/g, '')).not.toMatch(
          /\n\n|@org|<b>|#1|:x:|\$x|evil/,
        );
      },
    ));

  test('is written by a post step that failed, in its own summary', () =>
    runScenario(
      { inputs: { 'step-output': 'true', 'revoke-after-job': 'true' } },
      async ({ step, job, sandbox }) => {
        expect(step.summary).toContain('Nothing to do');
        sandbox.tenant.workload.federatedCredentials = [];
        const post = await job.post();
        expect(firstLineOf(post?.summary ?? '')).toBe(
          '<h2>Action needed: fix the error <code>secret-left-behind</code></h2>',
        );
        expect(post?.summary).toMatch(
          /<pre><code>az ad app credential list --id .*\naz ad app credential delete --id /,
        );
      },
    ));

  test.each(['variable', 'file'] as const)(
    'is a warning when the %s that names its place is missing',
    (missing) =>
      runScenario(
        { inputs: { ...store, expires: 'soon' }, without: { STEP_SUMMARY: missing } },
        ({ step }) => {
          expect(step.outcome).toBe('failure');
          expect(step.transcript).toContain('invalid-inputs');
          expect(step.annotations).toContainEqual(
            expect.objectContaining({ level: 'warning', message: 'The job summary could not be written.' }),
          );
        },
      ),
  );
});
