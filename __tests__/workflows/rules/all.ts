import { knownInputs, knownOutputs } from './interfaces.ts';
import {
  allPassedNeedsAll,
  hostedRunners,
  jobTimeouts,
  noContinueOnError,
  statedConcurrency,
} from './jobs.ts';
import { knownKeys } from './keys.ts';
import { explainedPermissions, noDefaultPermissions, readOnlyPullRequests } from './permissions.ts';
import { consistentPins, pinnedActions } from './pins.ts';
import type { Rule } from './rule.ts';
import {
  knownShells,
  noEvaluatedValues,
  noExecutedDownloads,
  noExpressionsInScripts,
  noInstallScripts,
} from './scripts.ts';
import {
  noInheritedSecrets,
  noPrivilegedEvents,
  noStoredCredentials,
  ownCheckout,
  secretsInEnvironments,
} from './secrets.ts';

/** The rules for workflows that neither GitHub's parser nor actionlint checks. docs/decisions/018-workflows.md has the reasons. */
export const rules: readonly Rule[] = [
  knownKeys,
  noDefaultPermissions,
  explainedPermissions,
  readOnlyPullRequests,
  pinnedActions,
  consistentPins,
  noStoredCredentials,
  ownCheckout,
  noPrivilegedEvents,
  secretsInEnvironments,
  noInheritedSecrets,
  noExpressionsInScripts,
  knownShells,
  noEvaluatedValues,
  noExecutedDownloads,
  noInstallScripts,
  jobTimeouts,
  statedConcurrency,
  noContinueOnError,
  allPassedNeedsAll,
  hostedRunners,
  knownInputs,
  knownOutputs,
];
