import { randomInt } from 'node:crypto';
import { openDestination, type DestinationSpec } from '../destinations/create-destination.ts';
import type { Destination } from '../destinations/destination.ts';
import { gitHubApi } from '../destinations/github/api.ts';
import type { Applications } from '../entra/applications.ts';
import type { Cloud } from '../azure/cloud.ts';
import { commands, onlyForWorkloadIdentity, type Identity } from '../azure/az-commands.ts';
import { azureDevOpsScope, proveAzureDevOps } from '../entra/azure-devops-access.ts';
import type { Login } from '../entra/login.ts';
import type { Refusal } from '../entra/refusal.ts';
import { entranceFor, loginCode, type LoginToolkit } from '../entra/session.ts';
import type { Run } from '../runner/run-context.ts';
import { longestRequest, type Budget } from '../http/time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import type { Line } from '../http/client.ts';
import { loadAside } from '../http/loading.ts';
import type { Log } from '../shared/log.ts';
import type { ServerTime } from '../http/server-time.ts';

/** A destination, and its place in the list that the run was asked for. */
export interface OpenDestination {
  readonly index: number;
  readonly destination: Destination;
}

/** All that a phase of a run needs from outside. */
export interface World {
  readonly clock: Clock;
  /** What time it is at the servers that have answered so far. */
  readonly serverTime: ServerTime;
  readonly budget: Budget;
  readonly log: Log;
  readonly cloud: Cloud;
  /** Answers a whole number of 0 to below its argument, each as likely. */
  readonly random: (below: number) => number;
  readonly idToken: () => Promise<string>;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
  /** Opens connections for the next so many logins with a client secret, before there is one to log in with. */
  readonly expectLogins: (count: number) => void;
  /** Tries to log in as an application with a client secret of it; undefined when that was accepted. */
  readonly trySecret: (applicationId: string, secretText: string) => Promise<Refusal | undefined>;
  /**
   * Proves that an application reaches an Azure DevOps organization with a client secret of it.
   *
   * @throws Failure when it does not
   */
  readonly proveAzureDevOps: (
    organization: string,
    applicationId: string,
    secretText: string,
  ) => Promise<void>;
  readonly destinations: readonly OpenDestination[];
  /** The numeric ID of the repository whose workflow runs; undefined when neither the runner nor the OIDC token tells. */
  readonly repositoryId: () => Promise<string | undefined>;
}

/** Which services are meant. */
export interface Setting extends Identity {
  readonly destinations: readonly DestinationSpec[];
  /** Empty when there is none. */
  readonly gitHubToken: string;
  readonly run: Run;
}

/** The runner's toolkit, as far as a run needs it. */
export interface Toolkit extends LoginToolkit {
  readonly setOutput: (name: string, value: string) => void;
}

/**
 * The services as they are.
 *
 * @param environment the runner's variables
 */
export function realWorld(
  setting: Setting,
  toolkit: Toolkit,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  budget: Budget,
): World {
  const { tenantId, clientId, cloud, run } = setting;
  const entrance = entranceFor(setting, toolkit, environment, clock, budget);
  const { identity, login, serverTime, send, logIn } = entrance;
  // A verification takes as long as it takes; its own time-out ends it.
  const provingLine = (): Line => entrance.newLine(() => longestRequest(clock));
  const opened: Line[] = [];
  const edges = {
    gitHub: {
      api: gitHubApi(run.apiUrl, setting.gitHubToken, send, { clock, log: toolkit, budget }),
      serverUrl: run.serverUrl,
    },
    keyVault: {
      send,
      clock,
      logInFor: async (scope: string) => (await loadAside(loginCode)).logInFor(scope, identity, login),
      grantee: {
        clientId,
        commands: (...lines: readonly string[]) => commands(cloud, ...lines),
        condition: onlyForWorkloadIdentity(clientId),
      },
      portalPage: (id: string) => `${cloud.portal}/#@${tenantId}/asset/Microsoft_Azure_KeyVault/Secret/${id}`,
    },
    folders: { workspace: run.workspace, temp: run.temp },
    setOutput: (name: string, value: string): void => {
      toolkit.setOutput(name, value);
    },
  };
  return {
    clock,
    serverTime,
    budget,
    log: toolkit,
    cloud,
    random: randomInt,
    destinations: setting.destinations.map((spec, index) => ({
      index,
      destination: openDestination(spec, edges),
    })),
    idToken: login.idToken,
    async repositoryId() {
      if (run.repositoryId !== undefined) return run.repositoryId;
      const { readRepositoryId } = await loginCode();
      return readRepositoryId(await login.idToken());
    },
    logIn,
    expectLogins(count) {
      for (let index = 0; index < count; index += 1) {
        const line = provingLine();
        line.open(cloud.authorityHost);
        opened.push(line);
      }
    },
    async trySecret(applicationId, secretText) {
      const { send: sendAlone } = opened.shift() ?? provingLine();
      const { trySecret } = await loginCode();
      return trySecret({ ...identity, clientId: applicationId }, secretText, sendAlone);
    },
    proveAzureDevOps(organization, applicationId, secretText) {
      const owner = { ...identity, clientId: applicationId };
      const logInToIt = async (): Promise<Login> => {
        const { logInWithSecret } = await loginCode();
        const edges = { send: provingLine().send, mask: login.mask };
        return logInWithSecret(azureDevOpsScope, owner, secretText, edges);
      };
      return proveAzureDevOps({
        organization,
        applicationId,
        logIn: logInToIt,
        send: provingLine().send,
        clock,
      });
    },
  };
}
