import { randomInt } from 'node:crypto';
import { createDestination } from '../destinations/create-destination.ts';
import { secretRules } from '../destinations/github/rules.ts';
import type { DestinationSpec } from '../destinations/spec.ts';
import type { Identity } from '../azure/identity.ts';
import type { LoginResult } from '../entra/login/login.ts';
import { createEntraSession, importLogin } from '../entra/session.ts';
import { createGitHubApi, type GitHubApi } from '../github/api.ts';
import type { HandOver } from '../hand-over/hand-over.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import type { Toolkit } from '../runner/toolkit.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import { createReadyClients } from '../http/ready-clients.ts';
import type { Services, TokenExpiry } from './context.ts';
import type { HandOverInputs } from './inputs.ts';

/** The identity, the destinations and the run that the services are created for. */
export interface ServiceConfig extends Identity {
  readonly destinations: readonly DestinationSpec[];
  /** Undefined when there is none. */
  readonly gitHubToken: string | undefined;
  /** Undefined when there is none, as in the post step. */
  readonly handOver?: HandOverInputs | undefined;
  readonly run: WorkflowRun;
}

/**
 * Creates the services of a phase. It sends no request.
 *
 * @param environment the runner's variables
 */
export function createServices(
  config: ServiceConfig,
  toolkit: Toolkit,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  budget: TimeBudget,
): Services {
  const { cloud, run } = config;
  const session = createEntraSession(config, toolkit, environment, clock, budget);
  const { identity, login, serverTime, http, createVerificationClient, logIn } = session;
  const verificationClients = createReadyClients(createVerificationClient, cloud.authorityHost);
  const gitHubApi = createGitHubApi(run.apiUrl, config.gitHubToken, http, secretRules);
  const tokens: { readonly input: TokenExpiry['input']; readonly api: GitHubApi }[] = [
    { input: 'github-token', api: gitHubApi },
  ];
  const dependencies = {
    gitHub: {
      api: gitHubApi,
      serverUrl: run.serverUrl,
    },
    keyVault: {
      http,
      logIn: async (scope: string, claims: string | undefined) =>
        (await http.importWhileWaiting(importLogin)).logInForScope(scope, identity, login, claims),
      identity,
    },
    folders: { workspace: run.workspace, temp: run.temp },
    setOutput: (name: string, value: string): void => {
      toolkit.setOutput(name, value);
    },
  };
  const logInWithSecret = async (
    scope: string,
    applicationId: string,
    secretText: string,
  ): Promise<LoginResult> => {
    const code = await importLogin();
    const owner = { ...identity, clientId: applicationId };
    const newConnection = { http: createVerificationClient(), mask: login.mask };
    return code.logInWithSecret(scope, owner, secretText, newConnection);
  };
  async function importHandOver({ token, assignees }: HandOverInputs): Promise<HandOver> {
    const { createHandOver, createIssues, handOverRules, readWorkflow } = await http.importWhileWaiting(
      () => import('../hand-over/hand-over-code.ts'),
    );
    const workflow = readWorkflow(run.serverUrl, run.repository, run.workflowRef);
    const api = createGitHubApi(run.apiUrl, token, http, handOverRules);
    tokens.push({ input: token === config.gitHubToken ? 'github-token' : 'hand-over-token', api });
    const issues = createIssues({
      api,
      apiUrl: run.apiUrl,
      workflow,
      clock,
      log: toolkit,
      withRetry: http.withRetry,
    });
    return createHandOver({ issues, log: toolkit, cloud, workflow, assignees });
  }
  let handOver: Promise<HandOver> | undefined;
  const { handOver: handOverInputs } = config;
  return {
    clock,
    serverTime,
    budget,
    log: toolkit,
    cloud,
    random: randomInt,
    destinations: config.destinations.map((spec) => createDestination(spec, dependencies)),
    withRetry: http.withRetry,
    async findRepositoryId() {
      if (run.repositoryId !== undefined) return run.repositoryId;
      const { readRepositoryId } = await importLogin();
      return readRepositoryId(await login.idToken());
    },
    readTokenExpiries() {
      const expiries = tokens.flatMap(({ input, api }) => {
        const expires = api.tokenExpiry();
        return expires === undefined ? [] : [[input, expires] as const];
      });
      // Both inputs can have the same token.
      return [...new Map(expiries)].map(([input, expires]) => ({ input, expires }));
    },
    loadHandOver: handOverInputs && (() => (handOver ??= importHandOver(handOverInputs))),
    logIn,
    openLoginConnections: verificationClients.ensure,
    async trySecretLogin(applicationId, secretText) {
      const { trySecretLogin } = await importLogin();
      const owner = { ...identity, clientId: applicationId };
      return trySecretLogin(owner, secretText, verificationClients.take());
    },
    verifyAzureDevOpsAccess: async (organization, applicationId, secretText) =>
      (await importLogin()).verifyAzureDevOpsAccess(secretText, {
        organization,
        applicationId,
        tenantId: identity.tenantId,
        cloud,
        logIn: logInWithSecret,
        http: createVerificationClient(),
      }),
  };
}
