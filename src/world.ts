import { randomInt } from 'node:crypto';
import packageJson from '../package.json' with { type: 'json' };
import type { Destination } from './destinations/destination.ts';
import { gitHubApi } from './destinations/github-api.ts';
import { repositorySecret } from './destinations/github-secret.ts';
import { stepOutput } from './destinations/step-output.ts';
import { applicationsIn, type Applications } from './entra/applications.ts';
import { graphClient } from './entra/graph.ts';
import { logIn, trySecret } from './entra/login.ts';
import type { Refusal } from './entra/refusal.ts';
import { idTokenFor, type IdTokenIssuer } from './id-token.ts';
import type { Inputs, Run } from './inputs.ts';
import { masking } from './mask.ts';
import type { Clock } from './support/clock.ts';
import { actionFetch } from './support/fetch.ts';
import type { Log } from './support/log.ts';

/** All that a run needs from outside. */
export interface World {
  readonly clock: Clock;
  readonly log: Log;
  /** Answers a whole number of 0 to below its argument, each as likely. */
  readonly random: (below: number) => number;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
  /** Tries to log in as an application with a client secret of it; undefined when that was accepted. */
  readonly trySecret: (applicationId: string, secretText: string) => Promise<Refusal | undefined>;
  readonly destinations: readonly Destination[];
}

/** The runner's toolkit, as far as a run needs it. */
export interface Toolkit extends Log, IdTokenIssuer {
  setSecret(value: string): void;
  setOutput(name: string, value: string): void;
}

const sending = { userAgent: `exalate-secret-action/${packageJson.version}`, deadline: 20_000 };

/**
 * The services as they are.
 *
 * @param environment the runner's variables
 */
export function realWorld(
  inputs: Inputs,
  run: Run,
  toolkit: Toolkit,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): World {
  const { tenantId, clientId, cloud } = inputs;
  const identity = { tenantId, clientId, cloud };
  const mask = masking((value) => {
    toolkit.setSecret(value);
  });
  const fetch = actionFetch(sending.userAgent, sending.deadline);

  const destinations: Destination[] = [];
  if (inputs.repositorySecret !== undefined) {
    const { repository, name, token } = inputs.repositorySecret;
    const secret = { owner: repository.owner, repository: repository.name, name };
    destinations.push(repositorySecret(secret, gitHubApi(run.apiUrl, token, fetch)));
  }
  if (inputs.stepOutput) {
    destinations.push(
      stepOutput((name, value) => {
        toolkit.setOutput(name, value);
      }),
    );
  }

  return {
    clock,
    log: toolkit,
    random: randomInt,
    destinations,
    async logIn() {
      const idToken = idTokenFor(cloud.federationAudience, toolkit, environment);
      const { token, roles } = await logIn(identity, idToken, mask, sending);
      return applicationsIn(
        graphClient(cloud, token, { fetch, clock, log: toolkit }),
        { identity, roles },
        mask,
      );
    },
    trySecret: (applicationId, secretText) =>
      trySecret({ tenantId, clientId: applicationId, cloud }, secretText, sending),
  };
}
