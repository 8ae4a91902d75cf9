import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, FaultRule } from '../../sandbox/network/faults.ts';
import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Issue } from '../../sandbox/services/github/issues/tracker.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { parseMarker } from '../../src/hand-over/marker.ts';
import type { Outcome } from '../../src/rotation/rotate.ts';
import { toActionErrors } from '../../src/shared/action-error.ts';
import { prepareRun, runPost, runRotation, type FastClock } from './in-sandbox.ts';
import { KillableRun } from './killable-run.ts';

const day = 86_400_000;
const vaultSecret = 'exalate';
const gitHubSecret = 'EXALATE';
/** How long after a secret started GitHub may have got it, and how far GitHub's clock may be behind, in milliseconds. */
const gitHubHolds = { after: 30 * 60_000, before: 5 * 60_000 };
const reminderDays = 14;

/** What strikes a run. */
export interface Trouble {
  readonly fault?: FaultRule | undefined;
  /** The request at which the run is killed, whether that one takes effect, and whether a post step runs after it. */
  readonly kill?: { readonly skip: number; readonly after: boolean; readonly post: boolean } | undefined;
  /** How far replicas are behind, in milliseconds. */
  readonly readLag?: readonly number[];
}

/** How a run ended. */
interface Ended {
  /** Undefined when it failed before its end, or was killed. */
  readonly outcome: Outcome | undefined;
  /** The codes of its errors, those of the hand-over included. */
  readonly codes: readonly string[];
}

/** What there is before a run. */
interface Before {
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly secrets: readonly PasswordCredential[];
  readonly current: PasswordCredential | undefined;
  readonly issue: Issue | undefined;
}

/**
 * A workflow that hands its secrets over to a simulated Exalate through Key Vault, beside secrets that were made by hand, which it
 * has adopted, and one that it has not. It can write them to GitHub as well. It collects whatever must not happen.
 */
export class HandOverHistory {
  readonly problems: string[] = [];
  readonly printed: string[] = [];
  readonly tally = {
    runs: 0,
    added: 0,
    acknowledged: 0,
    refused: 0,
    reminded: 0,
    overdue: 0,
    leaked: 0,
    troubled: 0,
  };
  readonly #sandbox: Sandbox;
  readonly #time: FastClock;
  readonly #usesGitHub: boolean;
  /** The secrets that were made by hand, oldest first. */
  readonly #adopted: PasswordCredential[] = [];
  readonly #elsewhere: PasswordCredential;
  /** The secret that Exalate uses. */
  #used: PasswordCredential;
  /** Every secret that was on the application, by key ID. */
  readonly #known = new Map<string, PasswordCredential>();
  readonly #stored = new Set<string>();
  #before: readonly PasswordCredential[] = [];
  /** The keys that the current run acknowledges, or names as compromised. */
  #acknowledging: string | undefined;
  #compromised: string | undefined;
  #runId = 7000;

  constructor(sandbox: Sandbox, time: FastClock, usesGitHub: boolean) {
    this.#sandbox = sandbox;
    this.#time = time;
    this.#usesGitHub = usesGitHub;
    sandbox.github.setJobPermissions({ issues: 'write' });
    this.#used = this.makeByHand(50);
    this.#elsewhere = this.#add('of somebody else', 100);
    this.#look();
    const push = sandbox.requests.push.bind(sandbox.requests);
    sandbox.requests.push = (...requests) => {
      this.#look();
      return push(...requests);
    };
  }

  /** The secrets of the workflow, oldest first. */
  get #own(): readonly PasswordCredential[] {
    return this.#present().filter(({ displayName }) => displayName?.startsWith('Exalate ['));
  }

  get current(): PasswordCredential | undefined {
    return this.#own.at(-1);
  }

  /** The issue about the current key. */
  get issue(): Issue | undefined {
    return this.#issuesOf(this.current?.keyId).at(0);
  }

  get usesCurrent(): boolean {
    return this.current?.keyId === this.#used.keyId;
  }

  /** A person makes a secret in the portal, and adopts it. */
  makeByHand(days: number): PasswordCredential {
    const secret = this.#add('made by hand', days);
    this.#adopted.push(secret);
    return secret;
  }

  #add(displayName: string, days: number): PasswordCredential {
    const { tenant } = this.#sandbox;
    const endDateTime = new Date(tenant.now() + days * day).toISOString();
    const secret = makePassword({ displayName, endDateTime }, tenant.now());
    tenant.keep(tenant.application('Exalate'), secret, -Infinity);
    return secret;
  }

  /** A person puts the value into Exalate that so many versions ago was the newest in Key Vault. */
  paste(versionsAgo = 0): void {
    const version = this.#sandbox
      .keyVault('exalate-vault')
      .versions(vaultSecret)
      .at(-1 - versionsAgo);
    const secret = [...this.#known.values()].find(({ secretText }) => secretText === version?.value);
    if (secret !== undefined) this.#used = secret;
  }

  keyToName(which: 'used' | 'newest' | 'older' | 'adopted' | 'elsewhere' | 'unknown'): string {
    const [older, newest] = [this.#own.at(-2), this.current];
    const keys = {
      used: this.#used.keyId,
      newest: newest?.keyId,
      older: older?.keyId,
      adopted: this.#adopted.at(-1)?.keyId,
      elsewhere: this.#elsewhere.keyId,
      unknown: undefined,
    };
    return keys[which] ?? '99999999-9999-4999-8999-999999999999';
  }

  /** A run with its post step. @param inputs beside those of the workflow */
  async run(inputs: Readonly<Record<string, string>> = {}, trouble: Trouble = {}): Promise<void> {
    const before = {
      time: this.#now(),
      secrets: this.#present(),
      current: this.current,
      issue: this.issue,
    };
    const isTroubled = Object.values(trouble).some((each) => each !== undefined);
    this.#acknowledging = inputs['acknowledge'];
    this.#compromised = inputs['compromised'];
    const ended = await this.#runTroubled(inputs, trouble);
    this.#acknowledging = undefined;
    this.#compromised = undefined;
    this.tally.runs += 1;
    if (isTroubled) this.tally.troubled += 1;
    if (ended.outcome?.plan.kind === 'add') this.tally.added += 1;
    if (ended.outcome?.plan.kind === 'acknowledged') this.tally.acknowledged += 1;
    if (ended.outcome?.compromised !== undefined) this.tally.leaked += 1;
    if (ended.codes.includes('acknowledgement-refused')) this.tally.refused += 1;
    if (ended.codes.includes('hand-over-overdue')) this.tally.overdue += 1;
    this.#checkIssues();
    if (isTroubled) return;
    if (inputs['acknowledge'] !== undefined) this.#checkAcknowledgement(inputs['acknowledge'], before, ended);
    else if (before.secrets.some(({ keyId }) => keyId === inputs['compromised']))
      this.#checkCompromised(inputs['compromised'], before, ended);
    else this.#checkHandOver(before, ended);
  }

  #checkAcknowledgement(keyId: string, { secrets, current, issue }: Before, { outcome, codes }: Ended): void {
    const held = this.#sandbox.keyVault('exalate-vault').secret(vaultSecret)?.value;
    const counts =
      current?.keyId === keyId &&
      current.secretText === held &&
      (!this.#usesGitHub || this.#own.filter(this.#mayBeInGitHub).every((secret) => secret === current)) &&
      Date.parse(current.endDateTime) > this.#now();
    if (counts !== (outcome !== undefined)) this.#report(`acknowledging ${keyId} ended with ${codes.join()}`);
    if (!counts) {
      if (this.#present().length !== secrets.length)
        this.#report('a refused acknowledgement removed a secret');
      if (this.issue?.isOpen !== issue?.isOpen) this.#report('a refused acknowledgement changed the issue');
      return;
    }
    const keeps = (secret: PasswordCredential): boolean =>
      secret.keyId === this.#elsewhere.keyId ||
      secret.startDateTime >= current.startDateTime ||
      this.#mayBeInGitHub(secret);
    const left = this.#present().map((secret) => secret.keyId);
    if (
      left.join() !==
      secrets
        .filter(keeps)
        .map((secret) => secret.keyId)
        .join()
    )
      this.#report(`after the acknowledgement of ${keyId}, ${left.join()} are left`);
    if (this.issue?.isOpen !== false) this.#report(`the issue of ${keyId} is open after its acknowledgement`);
  }

  /** Whether the run removed a secret that was on the application, and the issue says so. */
  #checkCompromised(keyId: string | undefined, before: Before, { outcome, codes }: Ended): void {
    const { current, issue } = this;
    if (keyId === this.#elsewhere.keyId) {
      if (codes.join() !== 'compromised-not-managed' || this.#present().length !== before.secrets.length)
        this.#report(`the compromised secret of somebody else ended with ${codes.join()}`);
      return;
    }
    const named = this.#known.get(keyId ?? '');
    // GitHub shows only when it was written, so a secret that was added shortly before may be the one that it holds.
    if (named && this.#mayBeInGitHub(named) && codes.join() === 'compromised-not-removed') return;
    if (outcome === undefined || codes.length > 0)
      this.#report(`replacing ${keyId} ended with ${codes.join()}`);
    if (this.#present().some((secret) => secret.keyId === keyId)) this.#report(`${keyId} is left`);
    const said = [issue?.body, ...(issue?.comments ?? []).map(({ body }) => body)].some((text) =>
      text?.includes(`\`${keyId}\` was compromised and has been removed`),
    );
    const wasOpen = before.current?.keyId !== current?.keyId || before.issue?.isOpen !== false;
    if (wasOpen && !said) this.#report(`no issue says that ${keyId} was removed`);
  }

  /** Whether the run asked, reminded and failed as it must. */
  #checkHandOver(before: Before, { outcome, codes }: Ended): void {
    const { current, issue } = this;
    if (outcome === undefined) {
      this.#report(`a run without trouble failed: ${codes.join()}`);
      return;
    }
    if (issue === undefined || current === undefined) {
      this.#report('there is no issue of the current key');
      return;
    }
    const wasOpen = before.issue?.isOpen === true && before.current?.keyId === current.keyId;
    const date = this.#dateFor(current);
    const today = dayOf(this.#now());
    const expectedAt = (now: number): string => {
      const isDue = wasOpen && now <= date && date - now <= reminderDays * day;
      const reminds = isDue && !issue.createdAt.startsWith(dayOf(now));
      return `${reminds ? 1 : 0} ${wasOpen && now > date ? 'hand-over-overdue' : ''}`;
    };
    const reminders = issue.comments.filter(
      ({ body, createdAt }) => createdAt.startsWith(today) && parseMarker('reminder', body) !== undefined,
    ).length;
    const found = `${reminders} ${codes.join()}`;
    // A limit can pass during the run, and GitHub's clock shows whole seconds.
    const expected = [expectedAt(before.time - 1_000), expectedAt(this.#now())];
    if (!expected.includes(found)) this.#report(`"${found}" on ${today} with the date ${dayOf(date)}`);
    this.tally.reminded += reminders;
  }

  /** When Exalate must use the secret: when the first of those expires that were live when it was added. */
  #dateFor({ keyId, startDateTime }: PasswordCredential): number {
    const added = Date.parse(startDateTime);
    const others = this.#present().filter(
      (secret) =>
        secret.keyId !== keyId &&
        Date.parse(secret.startDateTime) <= added &&
        Date.parse(secret.endDateTime) > added,
    );
    const managed = others.filter((secret) => secret.keyId !== this.#elsewhere.keyId);
    const ends = (managed.length > 0 ? managed : others).map(({ endDateTime }) => Date.parse(endDateTime));
    return ends.length > 0 ? Math.min(...ends) : added + reminderDays * day;
  }

  #checkIssues(): void {
    for (const keyId of this.#known.keys()) {
      if (this.#issuesOf(keyId).length > 1) this.#report(`there are several issues of ${keyId}`);
    }
  }

  #issuesOf(keyId: string | undefined): readonly Issue[] {
    return this.#sandbox.github
      .repository('acme/ops')
      .issues.all.filter(({ body }) => parseMarker('issue', body ?? '')?.keyId === keyId);
  }

  async #runTroubled(
    inputs: Readonly<Record<string, string>>,
    { fault, kill, readLag = [0] }: Trouble,
  ): Promise<Ended> {
    const { tenant, faults, github } = this.#sandbox;
    this.#runId += 1;
    const isByHand = inputs['acknowledge'] !== undefined || inputs['compromised'] !== undefined;
    const eventName = isByHand ? 'workflow_dispatch' : 'schedule';
    github.startRun({ id: this.#runId, eventName });
    const killable = new KillableRun(this.#time);
    const all = {
      'key-vault-secret': `https://exalate-vault.vault.azure.net/secrets/${vaultSecret}`,
      expires: '120 days',
      'renew-within': '40 days',
      'hand-over-issue': 'true',
      'hand-over-token': github.tokens.job,
      adopt: this.#adopted.map(({ keyId }) => keyId).join(),
      ...(this.#usesGitHub ? { 'repository-secret': gitHubSecret } : {}),
      ...inputs,
    };
    const prepared = prepareRun(this.#sandbox, all, killable.clock, killable.budget);
    tenant.propagation = { login: [0], read: [...readLag] };
    if (fault !== undefined) faults.add(fault);
    if (kill !== undefined) {
      const strike: Fault = { kind: kill.after ? 'drop-after' : 'drop' };
      faults.add({ when: {}, skip: kill.skip, fault: strike, onStrike: killable.kill });
    }
    const codes: string[] = [];
    const recordErrors = (thrown: unknown): undefined => {
      codes.push(...toActionErrors(thrown).map(({ code }) => code));
    };
    const running = runRotation({ ...prepared, journal: killable.journal(prepared.journal) }).catch(
      recordErrors,
    );
    const outcome = await Promise.race([running, killable.killed]);
    faults.clear();
    // What was on its way when the run was killed arrives all the same.
    if (kill !== undefined) await delay(20);
    if (kill?.post !== false)
      await runPost(this.#sandbox, { ...prepared, clock: this.#time }).catch(recordErrors);
    tenant.propagation = { login: [0], read: [0] };
    this.#look();
    this.printed.push(...prepared.toolkit.lines);
    const errors = [outcome?.compromised?.error ?? [], outcome?.handOver?.errors ?? []].flat();
    codes.push(...errors.map(({ code }) => code));
    return { outcome, codes };
  }

  /** Sees each moment between two requests. */
  #look(): void {
    const there = this.#present();
    for (const secret of there) this.#known.set(secret.keyId, secret);
    const held = this.#sandbox.keyVault('exalate-vault').secret(vaultSecret)?.value;
    for (const { keyId, secretText } of there) if (secretText === held) this.#stored.add(keyId);
    const removed = this.#before.filter(({ keyId }) => there.every((secret) => secret.keyId !== keyId));
    for (const secret of removed) this.#checkRemoval(secret);
    this.#before = there;
  }

  /** Only a run that acknowledges a newer key by its ID, or that names a key as compromised, removes what Exalate may use. */
  #checkRemoval({ keyId, startDateTime }: PasswordCredential): void {
    const held = this.#sandbox.keyVault('exalate-vault').secret(vaultSecret)?.value;
    if (held !== undefined && this.#present().every(({ secretText }) => secretText !== held))
      this.#report(`${keyId} was removed, and Key Vault holds no valid value`);
    if (keyId === this.#compromised) return;
    if (keyId === this.#elsewhere.keyId) this.#report('a secret of somebody else was removed');
    const isAdopted = this.#adopted.some((secret) => secret.keyId === keyId);
    if (!this.#stored.has(keyId) && keyId !== this.#used.keyId && !isAdopted) return;
    const acknowledged = this.#known.get(this.#acknowledging ?? '');
    if (acknowledged === undefined || acknowledged.startDateTime <= startDateTime)
      this.#report(`${keyId} was removed although ${this.#acknowledging ?? 'nothing'} was acknowledged`);
  }

  /** Whether GitHub may hold a secret: it shows only when it was written. */
  readonly #mayBeInGitHub = ({ startDateTime }: PasswordCredential): boolean => {
    const written = this.#sandbox.github.secret('acme/ops', gitHubSecret)?.updatedAt;
    if (written === undefined) return false;
    const delay = Date.parse(written) - Date.parse(startDateTime);
    return delay <= gitHubHolds.after && delay >= -gitHubHolds.before;
  };

  #present(): readonly PasswordCredential[] {
    return this.#sandbox.tenant.secretsOf('Exalate');
  }

  #now(): number {
    return this.#time.now().getTime();
  }

  #report(problem: string): void {
    this.problems.push(`run ${this.#runId}: ${problem}`);
  }
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
