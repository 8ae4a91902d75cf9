import { knownInputs, knownOutputs } from './interfaces.ts';
import {
  allPassedNeedsAll,
  hostedRunners,
  jobTimeouts,
  noContinueOnError,
  statedConcurrency,
} from './jobs.ts';
import { explainedPermissions, noDefaultPermissions, readOnlyPullRequests } from './permissions.ts';
import { consistentPins, pinnedActions } from './pins.ts';
import type { Rule } from './rule.ts';
import { noExecutedDownloads, noExpressionsInScripts } from './scripts.ts';
import {
  noInheritedSecrets,
  noPrivilegedEvents,
  noStoredCredentials,
  secretsInEnvironments,
} from './secrets.ts';

/** The rules for workflows that neither GitHub's parser nor actionlint checks. docs/decisions/018-workflows.md has the reasons. */
export const rules: readonly Rule[] = [
  noDefaultPermissions,
  explainedPermissions,
  readOnlyPullRequests,
  pinnedActions,
  consistentPins,
  noStoredCredentials,
  noPrivilegedEvents,
  secretsInEnvironments,
  noInheritedSecrets,
  noExpressionsInScripts,
  noExecutedDownloads,
  jobTimeouts,
  statedConcurrency,
  noContinueOnError,
  allPassedNeedsAll,
  hostedRunners,
  knownInputs,
  knownOutputs,
];
