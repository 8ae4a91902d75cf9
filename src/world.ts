import { randomInt } from 'node:crypto';
import packageJson from '../package.json' with { type: 'json' };
import { openDestination, type DestinationSpec } from './destinations/catalogue.ts';
import type { Destination } from './destinations/destination.ts';
import { gitHubApi } from './destinations/github-api.ts';
import { applicationsIn, type Applications } from './entra/applications.ts';
import type { Cloud } from './entra/clouds.ts';
import { graphClient } from './entra/graph.ts';
import type { Identity } from './entra/hints.ts';
import { logIn, trySecret } from './entra/login.ts';
import type { Refusal } from './entra/refusal.ts';
import { idTokenFor, type IdTokenIssuer } from './id-token.ts';
import { masking } from './mask.ts';
import { longestRequest, type Budget } from './support/budget.ts';
import type { Clock } from './support/clock.ts';
import { actionFetch } from './support/fetch.ts';
import type { Log } from './support/log.ts';

/** A destination, and its place in the list that the run was asked for. */
export interface OpenDestination {
  readonly index: number;
  readonly destination: Destination;
}

/** All that a phase of a run needs from outside. */
export interface World {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly log: Log;
  readonly cloud: Cloud;
  /** Answers a whole number of 0 to below its argument, each as likely. */
  readonly random: (below: number) => number;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
  /** Tries to log in as an application with a client secret of it; undefined when that was accepted. */
  readonly trySecret: (applicationId: string, secretText: string) => Promise<Refusal | undefined>;
  readonly destinations: readonly OpenDestination[];
}

/** Which services are meant. */
export interface Setting extends Identity {
  readonly destinations: readonly DestinationSpec[];
  /** Empty when there is none. */
  readonly gitHubToken: string;
  /** GitHub's REST API. */
  readonly apiUrl: string;
}

/** The runner's toolkit, as far as a run needs it. */
export interface Toolkit extends Log, IdTokenIssuer {
  setSecret(value: string): void;
  setOutput(name: string, value: string): void;
}

const userAgent = `exalate-secret-action/${packageJson.version}`;

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
  const { tenantId, clientId, cloud } = setting;
  const identity = { tenantId, clientId, cloud };
  const mask = masking((value) => {
    toolkit.setSecret(value);
  });
  const fetch = actionFetch(userAgent, budget);
  const grantsLogin = (wait: number): boolean => {
    const granted = budget.grants(wait);
    if (granted) toolkit.info(`Microsoft Entra ID asks for a pause of ${Math.ceil(wait / 1000)} s.`);
    return granted;
  };
  const edges = {
    gitHub: gitHubApi(setting.apiUrl, setting.gitHubToken, fetch, { clock, log: toolkit, budget }),
    setOutput: (name: string, value: string): void => {
      toolkit.setOutput(name, value);
    },
  };
  return {
    clock,
    budget,
    log: toolkit,
    cloud,
    random: randomInt,
    destinations: setting.destinations.map((spec, index) => ({
      index,
      destination: openDestination(spec, edges),
    })),
    async logIn() {
      const deadline = (): number => budget.nextRequest();
      const idToken = idTokenFor(cloud.federationAudience, toolkit, environment, deadline);
      const { token, roles } = await logIn(identity, idToken, mask, {
        userAgent,
        deadline,
        grants: grantsLogin,
      });
      const graph = graphClient(cloud, token, { fetch, clock, log: toolkit, budget });
      return applicationsIn(graph, { identity, roles }, mask);
    },
    trySecret: (applicationId, secretText) =>
      trySecret({ tenantId, clientId: applicationId, cloud }, secretText, {
        userAgent,
        // A verification takes as long as it takes; its own time-out ends it.
        deadline: () => longestRequest(clock),
        grants: () => false,
      }),
  };
}
