import { randomInt } from 'node:crypto';
import { createDestination, type DestinationSpec } from '../destinations/create-destination.ts';
import type { Destination } from '../destinations/destination.ts';
import { createGitHubApi } from '../destinations/github/api.ts';
import type { Applications } from '../entra/applications.ts';
import type { Cloud } from '../azure/cloud.ts';
import { formatCommands, onlyForWorkloadIdentity, type Identity } from '../azure/az-commands.ts';
import { azureDevOpsScope, verifyAzureDevOpsAccess } from '../entra/azure-devops-access.ts';
import type { LoginResult } from '../entra/login.ts';
import type { LoginRefusal } from '../entra/refusal.ts';
import { createEntraSession, importLogin } from '../entra/session.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import type { Toolkit } from '../runner/toolkit.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import { createReadyClients } from '../http/ready-clients.ts';
import type { Log } from '../shared/log.ts';
import type { ServerTime } from '../http/server-time.ts';

/** A destination, and its place in the list that the run was asked for. */
export interface OpenDestination {
  readonly index: number;
  readonly destination: Destination;
}

/** All that a phase of a run needs from outside. */
export interface Services {
  readonly clock: Clock;
  /** What time it is at the servers that have answered so far. */
  readonly serverTime: ServerTime;
  readonly budget: TimeBudget;
  readonly log: Log;
  readonly cloud: Cloud;
  /** Answers a whole number of 0 to below its argument, each as likely. */
  readonly random: (below: number) => number;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
  /** Opens connections until so many logins with a client secret have one ready, before there is a secret. */
  readonly openLoginConnections: (count: number) => void;
  /** Tries to log in as an application with a client secret of it; undefined when that was accepted. */
  readonly trySecretLogin: (applicationId: string, secretText: string) => Promise<LoginRefusal | undefined>;
  /**
   * Proves that an application reaches an Azure DevOps organization with a client secret of it.
   *
   * @throws Failure when it does not
   */
  readonly verifyAzureDevOpsAccess: (
    organization: string,
    applicationId: string,
    secretText: string,
  ) => Promise<void>;
  readonly destinations: readonly OpenDestination[];
  /** The numeric ID of the repository whose workflow runs; undefined when neither the runner nor the OIDC token tells. */
  readonly repositoryId: () => Promise<string | undefined>;
}

/** Which services are meant. */
export interface ServiceConfig extends Identity {
  readonly destinations: readonly DestinationSpec[];
  /** Undefined when there is none. */
  readonly gitHubToken: string | undefined;
  readonly run: WorkflowRun;
}

/**
 * The services as they are.
 *
 * @param environment the runner's variables
 */
export function createServices(
  setting: ServiceConfig,
  toolkit: Toolkit,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  budget: TimeBudget,
): Services {
  const { tenantId, clientId, cloud, run } = setting;
  const session = createEntraSession(setting, toolkit, environment, clock, budget);
  const { identity, login, serverTime, http, createVerificationClient, logIn } = session;
  const verificationClients = createReadyClients(createVerificationClient, cloud.authorityHost);
  const dependencies = {
    gitHub: {
      api: createGitHubApi(run.apiUrl, setting.gitHubToken, http),
      serverUrl: run.serverUrl,
    },
    keyVault: {
      http,
      logInForScope: async (scope: string) =>
        (await http.importWhileWaiting(importLogin)).logInForScope(scope, identity, login),
      grantee: {
        clientId,
        commands: (...lines: readonly string[]) => formatCommands(cloud, ...lines),
        condition: onlyForWorkloadIdentity(clientId),
      },
      portalPage: (id: string) => `${cloud.portal}/#@${tenantId}/asset/Microsoft_Azure_KeyVault/Secret/${id}`,
    },
    folders: { workspace: run.workspace, temp: run.temp },
    setOutput: (name: string, value: string): void => {
      toolkit.setOutput(name, value);
    },
  };
  const logInToAzureDevOps = async (applicationId: string, secretText: string): Promise<LoginResult> => {
    const { logInWithSecret } = await importLogin();
    const owner = { ...identity, clientId: applicationId };
    const newConnection = { http: createVerificationClient(), mask: login.mask };
    return logInWithSecret(azureDevOpsScope, owner, secretText, newConnection);
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
      destination: createDestination(spec, dependencies),
    })),
    async repositoryId() {
      if (run.repositoryId !== undefined) return run.repositoryId;
      const { readRepositoryId } = await importLogin();
      return readRepositoryId(await login.idToken());
    },
    logIn,
    openLoginConnections: verificationClients.ensure,
    async trySecretLogin(applicationId, secretText) {
      const { trySecretLogin } = await importLogin();
      const owner = { ...identity, clientId: applicationId };
      return trySecretLogin(owner, secretText, verificationClients.take());
    },
    verifyAzureDevOpsAccess(organization, applicationId, secretText) {
      return verifyAzureDevOpsAccess(secretText, {
        organization,
        applicationId,
        logIn: logInToAzureDevOps,
        http: createVerificationClient(),
      });
    },
  };
}
