import packageJson from '../../package.json' with { type: 'json' };
import { createApplications, type Applications } from './applications.ts';
import type { Identity } from '../azure/az-commands.ts';
import type { LoginDependencies } from './login.ts';
import { createIdTokenRequest } from '../runner/id-token.ts';
import { createMask } from '../runner/mask.ts';
import { TimeBudget } from '../http/time-budget.ts';
import type { Toolkit } from '../runner/toolkit.ts';
import type { Clock } from '../shared/clock.ts';
import { createHttpClient, type HttpClient } from '../http/client.ts';
import { importWhileWaiting } from '../http/loading.ts';
import { createServerTime, type ServerTime } from '../http/server-time.ts';
import { settleAllOrFirst } from '../shared/settle.ts';

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
  toolkit: Toolkit,
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
      // Each host's connection and code come while the request before is under way.
      const asked = idToken();
      const loggedIn = importWhileWaiting(() => {
        http.openConnection(cloud.authorityHost);
        return importLogin();
      }).then(({ logIn }) => logIn(identity, login));
      const code = asked.then(() =>
        importWhileWaiting(() => {
          http.openConnection(cloud.graph);
          return import('./graph.ts');
        }),
      );
      const [, { token, roles }, { createGraphClient }] = await settleAllOrFirst([asked, loggedIn, code]);
      const graph = createGraphClient(cloud, token, http);
      return createApplications(graph, { identity, roles }, mask);
    },
  };
}
