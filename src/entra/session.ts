import packageJson from '../../package.json' with { type: 'json' };
import { createApplications, type Applications } from './graph/applications.ts';
import type { Identity } from '../azure/identity.ts';
import type { GraphToken, LoginDependencies } from './login/login.ts';
import type { GraphClient } from './graph/client.ts';
import { createIdTokenRequest } from './login/id-token.ts';
import { createTokenSource } from './login/token-source.ts';
import { createMask } from '../runner/mask.ts';
import { TimeBudget } from '../http/time-budget.ts';
import type { Toolkit } from '../runner/toolkit.ts';
import type { Clock } from '../shared/clock.ts';
import { createHttpClient, type HttpClient } from '../http/client.ts';
import { createConnections, type Connections } from '../http/connections.ts';
import { createServerTime, type ServerTime } from '../http/server-time.ts';
import { settleAllOrFirst } from '../shared/settle.ts';

/** The logins of one workload identity, and what they share. */
export interface EntraSession {
  readonly identity: Identity;
  readonly login: LoginDependencies;
  /** The time of the servers that have responded so far. */
  readonly serverTime: ServerTime;
  /** Bound to the time budget of the phase. */
  readonly http: HttpClient;
  /** Creates a client with its own connections and without a time budget: a verification has a separate timeout. */
  readonly createVerificationClient: () => HttpClient;
  /** Logs in to Microsoft Graph as the workload identity. */
  readonly logIn: () => Promise<Applications>;
}

const userAgent = `exalate-secret-action/${packageJson.version}`;

/** The longest total of the waits that servers ask for during one step of a verification, in milliseconds. */
const maxVerificationWaits = 300_000;

/** Loads the code that logs in, with Microsoft's library, which takes too long to load before it is needed. */
export const importLogin = (): Promise<typeof import('./login/lazy-login.ts')> =>
  import('./login/lazy-login.ts');

/**
 * Creates the session of one phase of a run. It sends nothing yet.
 *
 * @param environment the runner's variables
 * @param budget the time budget of the phase
 */
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
  const createClient = (clientBudget: TimeBudget, connections?: Connections): HttpClient =>
    createHttpClient(
      { userAgent, budget: clientBudget, clock, log: toolkit, serverTime, redact: toolkit.redact },
      connections,
    );
  const connections = createConnections();
  const http = createClient(budget, connections);
  const idToken = createIdTokenRequest(cloud.federationAudience, environment, { http, clock, mask });
  const login = { http, idToken, mask };
  return {
    identity,
    login,
    serverTime,
    http,
    createVerificationClient: () => createClient(new TimeBudget(clock, Infinity, maxVerificationWaits)),
    async logIn() {
      // By the time that a response arrives, the connection and the code for the next request are ready.
      const requested = idToken();
      for (const url of [cloud.authorityHost, cloud.graph]) http.openConnection(url);
      const logInToGraph = (claims?: string): Promise<GraphToken> =>
        http.importWhileWaiting(importLogin).then(({ logIn }) => logIn(identity, login, claims));
      const loggedIn = logInToGraph();
      const graphCode = requested.then(() => http.importWhileWaiting(() => import('./graph/client.ts')));
      const [, token, { createGraphClient }] = await settleAllOrFirst([requested, loggedIn, graphCode]);
      const tokens = createTokenSource(token, logInToGraph);
      const createGraph = (client: HttpClient): GraphClient => createGraphClient(cloud, tokens, client, mask);
      return createApplications(
        createGraph(http),
        identity,
        () => tokens.current(),
        (part) => createGraph(createClient(part, connections)),
      );
    },
  };
}
