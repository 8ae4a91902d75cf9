import packageJson from '../../package.json' with { type: 'json' };
import { applicationsIn, type Applications } from './applications.ts';
import type { Identity } from '../azure/az-commands.ts';
import type { LoginEdges } from './login.ts';
import { idTokenFor } from '../runner/id-token.ts';
import { masking } from '../runner/mask.ts';
import type { Budget } from '../http/time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import { newLine, type Line, type Send } from '../http/client.ts';
import { loadAside } from '../http/loading.ts';
import type { Log } from '../shared/log.ts';
import { createServerTime, type ServerTime } from '../http/server-time.ts';
import { allOf } from '../shared/settle.ts';

/** The runner's toolkit, as far as a login needs it. */
export interface LoginToolkit extends Log {
  setSecret(value: string): void;
}

/** The way into a tenant, for one workload identity. */
export interface Entrance {
  readonly identity: Identity;
  readonly login: LoginEdges;
  /** What time it is at the servers that have answered so far. */
  readonly serverTime: ServerTime;
  /** Sends over connections that are kept, as far as the budget allows. */
  readonly send: Send;
  /** A line of its own, for somebody else's login. */
  readonly newLine: (deadline: () => number) => Line;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
}

const userAgent = `exalate-secret-action/${packageJson.version}`;

/** What logs in, and the library that it stands on: loaded when a login is near. */
export const loginCode = (): Promise<typeof import('./login.ts')> => import('./login.ts');

/** @param environment the runner's variables */
export function entranceFor(
  { tenantId, clientId, cloud }: Identity,
  toolkit: LoginToolkit,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  budget: Budget,
): Entrance {
  const identity = { tenantId, clientId, cloud };
  const mask = masking((value) => {
    toolkit.setSecret(value);
  });
  const deadline = (): number => budget.nextRequest();
  const serverTime = createServerTime(clock, toolkit);
  const { send, open } = newLine(userAgent, deadline, serverTime);
  const edges = { send, clock, log: toolkit, budget };
  const idToken = idTokenFor(cloud.federationAudience, environment, { ...edges, mask });
  const login = { ...edges, idToken, mask };
  return {
    identity,
    login,
    serverTime,
    send,
    newLine: (patience) => newLine(userAgent, patience, serverTime),
    async logIn() {
      // Each host's connection and code come while the request before is under way.
      const asked = idToken();
      const loggedIn = loadAside(() => {
        open(cloud.authorityHost);
        return loginCode();
      }).then(({ logIn }) => logIn(identity, login));
      const code = asked.then(() =>
        loadAside(() => {
          open(cloud.graph);
          return import('./graph.ts');
        }),
      );
      const [, { token, roles }, { graphClient }] = await allOf([asked, loggedIn, code]);
      const graph = graphClient(cloud, token, edges);
      return applicationsIn(graph, { identity, roles }, mask);
    },
  };
}
