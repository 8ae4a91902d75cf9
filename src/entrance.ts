import packageJson from '../package.json' with { type: 'json' };
import { applicationsIn, type Applications } from './entra/applications.ts';
import { graphClient } from './entra/graph.ts';
import type { Identity } from './entra/hints.ts';
import { logIn } from './entra/login.ts';
import { idTokenFor, type IdTokenIssuer } from './id-token.ts';
import { masking } from './mask.ts';
import type { Sending } from './support/azure-wire.ts';
import type { Budget } from './support/budget.ts';
import type { Clock } from './support/clock.ts';
import { actionFetch, type Fetch } from './support/fetch.ts';
import type { Log } from './support/log.ts';

/** The runner's toolkit, as far as a login needs it. */
export interface LoginToolkit extends Log, IdTokenIssuer {
  setSecret(value: string): void;
}

/** The way into a tenant, for one workload identity. */
export interface Entrance {
  readonly identity: Identity;
  readonly userAgent: string;
  readonly mask: (value: string) => void;
  readonly fetch: Fetch;
  /** How Microsoft's clients send. */
  readonly sending: Sending;
  /** The job's OIDC token. */
  readonly idToken: () => Promise<string>;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
}

const userAgent = `exalate-secret-action/${packageJson.version}`;

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
  const fetch = actionFetch(userAgent, budget);
  const grants = (wait: number): boolean => {
    const granted = budget.grants(wait);
    if (granted) toolkit.info(`Microsoft asks for a pause of ${Math.ceil(wait / 1000)} s.`);
    return granted;
  };
  const deadline = (): number => budget.nextRequest();
  const idToken = idTokenFor(cloud.federationAudience, toolkit, environment, deadline);
  const sending = { userAgent, deadline, grants };
  return {
    identity,
    userAgent,
    mask,
    fetch,
    sending,
    idToken,
    async logIn() {
      const { token, roles } = await logIn(identity, idToken, mask, sending);
      const graph = graphClient(cloud, token, { fetch, clock, log: toolkit, budget });
      return applicationsIn(graph, { identity, roles }, mask);
    },
  };
}
