import { getCloud } from '../../src/azure/cloud.ts';
import type { PreparedDestination } from '../../src/destinations/destination.ts';
import { createServerTime } from '../../src/http/server-time.ts';
import { withRetry } from '../../src/http/retry.ts';
import { TimeBudget } from '../../src/http/time-budget.ts';
import { createProgress, type RotationContext, type Services } from '../../src/rotation/context.ts';
import { readInputs } from '../../src/rotation/inputs.ts';
import { createJournal } from '../../src/rotation/journal.ts';
import { createPolicy } from '../../src/rotation/policy.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { intent } from './states.ts';
import { workflowRun } from './workflow-run.ts';

/** A clock that moves only when somebody waits. It records the waits. */
export class WaitingClock implements Clock {
  readonly msPerSecond = 1_000;
  readonly waits: number[] = [];
  #now = 0;

  now(): Date {
    return new Date(this.#now);
  }

  sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    this.waits.push(milliseconds);
    return Promise.resolve();
  }
}

const notExpected = (): Promise<never> => Promise.reject(new Error('a call that the test does not expect'));

/** A persistent destination that a run has prepared: a call of it that the test does not replace fails. */
export function createTestDestination(replaced: Partial<PreparedDestination> = {}): PreparedDestination {
  return {
    label: 'the destination',
    url: undefined,
    persistent: true,
    index: 0,
    checkedAt: undefined,
    evidence: undefined,
    revision: undefined,
    prepare: notExpected,
    readState: notExpected,
    write: notExpected,
    ...replaced,
  };
}

/** Services that send nothing: a call of one that the test does not replace fails. */
export function createTestServices(replaced: Partial<Services> = {}): Services {
  const clock = replaced.clock ?? new WaitingClock();
  const log = replaced.log ?? { info: noop, notice: noop, warning: noop };
  const budget = replaced.budget ?? new TimeBudget(clock, 60_000, 0);
  return {
    clock,
    log,
    budget,
    serverTime: createServerTime(clock, log),
    cloud: getCloud('public'),
    random: () => 0,
    logIn: notExpected,
    openLoginConnections: noop,
    trySecretLogin: notExpected,
    verifyAzureDevOpsAccess: notExpected,
    withRetry: (service, attempt, maxRetries) =>
      withRetry(service, attempt, { budget, clock, log }, maxRetries),
    destinations: [],
    findRepositoryId: notExpected,
    readTokenExpiries: () => [],
    loadHandOver: undefined,
    ...replaced,
  };
}

/**
 * The context of a run that has found the application of `intent`, which has no secrets.
 *
 * @param given inputs, beside the required ones
 */
export function createTestContext(
  replaced: Partial<Services> = {},
  given: Readonly<Record<string, string>> = {},
): RotationContext {
  const services = createTestServices(replaced);
  const { applicationId, objectId } = intent;
  const all: Readonly<Record<string, string>> = {
    'tenant-id': intent.tenantId,
    'client-id': intent.clientId,
    application: 'Exalate',
    'step-output': 'true',
    ...given,
  };
  const inputs = readInputs((name) => all[name] ?? '', workflowRun, services.clock.now());
  return {
    ...services,
    inputs,
    journal: createJournal(noop),
    progress: createProgress(),
    application: {
      applicationId,
      objectId,
      displayName: 'Exalate',
      signInAudience: 'AzureADMyOrg',
      passwordCredentials: [],
    },
    applications: {
      find: notExpected,
      list: () => {
        throw new Error('a call that the test does not expect');
      },
      listCredentials: notExpected,
      listSecrets: notExpected,
      readLastUses: notExpected,
      addPassword: notExpected,
      removePassword: notExpected,
      canReadPolicies: () => false,
      checkRenewal: notExpected,
    },
    destinations: [],
    lastUses: undefined,
    provenance: {
      description: 'Exalate',
      repository: workflowRun.repository,
      digest: 'r3vq7m2k9x4td8wh',
      run: { id: workflowRun.id, attempt: workflowRun.attempt },
      nonce: 'k3f9x2',
    },
    policy: createPolicy(inputs),
  };
}

function noop(): void {
  // Nothing to do in a test.
}
