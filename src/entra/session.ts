import packageJson from '../../package.json' with { type: 'json' };
import { createApplications, type Applications } from './applications.ts';
import type { Identity } from '../azure/az-commands.ts';
import type { LoginDependencies } from './login.ts';
import { createIdTokenRequest } from '../runner/id-token.ts';
import { createMask } from '../runner/mask.ts';
import { TimeBudget } from '../http/time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import { createHttpClient, type HttpClient } from '../http/client.ts';
import type { Log } from '../shared/log.ts';
import { createServerTime, type ServerTime } from '../http/server-time.ts';
import { settleAllOrFirst } from '../shared/settle.ts';

/** The runner's toolkit, as far as a login needs it. */
export interface LoginToolkit extends Log {
  setSecret(value: string): void;
}

/** The way into a tenant, for one workload identity. */
export interface EntraSession {
  readonly identity: Identity;
  readonly login: LoginDependencies;
  /** What time it is at the servers that have answered so far. */
  readonly serverTime: ServerTime;
  /** Bound to the budget of the phase. */
  readonly http: HttpClient;
  /** A client with connections and time of its own: a verification ends by its own time-out. */
  readonly createVerificationClient: () => HttpClient;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
}

const userAgent = `exalate-secret-action/${packageJson.version}`;

/** How long all waits together may be that servers ask for during one step of a verification, in milliseconds. */
const maxVerificationWaits = 60_000;

/** What logs in, and the library that it stands on: loaded when a login is near. */
export const importLogin = (): Promise<typeof import('./login.ts')> => import('./login.ts');

/** @param environment the runner's variables */
export function createEntraSession(
  { tenantId, clientId, cloud }: Identity,
  toolkit: LoginToolkit,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  budget: TimeBudget,
): EntraSession {
  const identity = { tenantId, clientId, cloud };
  const mask = createMask((value) => {
    toolkit.setSecret(value);
  });
  const serverTime = createServerTime(clock, toolkit);
  const bind = (own: TimeBudget): HttpClient =>
    createHttpClient({ userAgent, budget: own, clock, log: toolkit, serverTime });
  const http = bind(budget);
  const idToken = createIdTokenRequest(cloud.federationAudience, environment, { http, mask });
  const login = { http, idToken, mask };
  return {
    identity,
    login,
    serverTime,
    http,
    createVerificationClient: () => bind(new TimeBudget(clock, Infinity, maxVerificationWaits)),
    async logIn() {
      // The connections to the next two hosts and their code are ready when the request before has its response.
      const requested = idToken();
      for (const url of [cloud.authorityHost, cloud.graph]) http.openConnection(url);
      const loggedIn = http.importWhileWaiting(importLogin).then(({ logIn }) => logIn(identity, login));
      const graphCode = requested.then(() => http.importWhileWaiting(() => import('./graph.ts')));
      const [, { token, roles }, { createGraphClient }] = await settleAllOrFirst([
        requested,
        loggedIn,
        graphCode,
      ]);
      const graph = createGraphClient(cloud, token, http);
      return createApplications(graph, { identity, roles }, mask);
    },
  };
}
