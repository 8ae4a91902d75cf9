import * as v from 'valibot';
import { readRecipientLines, validateRecipient } from '../destinations/age-recipients.ts';
import { visibilities } from '../destinations/github/secret-kinds.ts';
import { validateSecretName } from '../destinations/github/secret-name.ts';
import { validateToken } from '../github/token.ts';
import {
  isDotSegment,
  organizationPattern,
  repositoryPattern,
  vaultSecretPattern,
} from '../destinations/spec.ts';
import {
  validateWith,
  booleanField,
  cloudField,
  durationField,
  filePathField,
  guidField,
  lineField,
  listField,
  parseWith,
  parseTimeWith,
  retireAfterField,
  textField,
} from '../runner/input-fields.ts';
import { lifetimeInMs, parseExpiry, type Expiry } from '../shared/duration.ts';

/** What an empty input means. action.yml declares the same defaults; a test compares the two. */
export const defaults: Readonly<Record<string, string>> = {
  description: 'Exalate',
  expires: '730 days',
  'step-output': 'false',
  verify: 'true',
  'retire-after': 'never',
  'verify-timeout': '3 minutes',
  cloud: 'public',
  'dry-run': 'false',
  'revoke-after-job': 'false',
  'hand-over-issue': 'false',
  'last-use': 'false',
};

/** In milliseconds. A job on GitHub's runners can run for six hours. */
const maxVerifyTimeout = 6 * 3_600_000;

const secretName = v.pipe(textField, validateWith(validateSecretName));

const repository = v.pipe(
  textField,
  parseWith((value) => {
    const [, owner, name] = repositoryPattern.exec(value) ?? [];
    return owner === undefined || name === undefined ? undefined : { owner, repository: name };
  }, 'must have the form owner/name'),
);

const vaultSecret = v.pipe(
  textField,
  parseWith((value) => {
    const [, vault, host, name] = vaultSecretPattern.exec(value) ?? [];
    return vault === undefined || host === undefined || name === undefined
      ? undefined
      : { vault: vault.toLowerCase(), host, name };
  }, 'must have the form https://VAULT.vault.azure.net/secrets/NAME, without a version'),
);

const repositoryId = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,14}$/, 'must be numeric repository IDs, one per line or separated by commas'),
  v.transform(Number),
);

/** Identifies a recipient by its line, since the text may be a private key. */
function validateRecipients(recipients: string[]): string | undefined {
  if (recipients.length === 0) return 'contains no recipient';
  const problems = recipients.flatMap((recipient, index) => {
    const problem = validateRecipient(recipient);
    return problem === undefined ? [] : [`line ${index + 1} ${problem}`];
  });
  return problems.length === 0 ? undefined : `cannot be used: ${problems.join('; ')}`;
}

const token = v.pipe(textField, validateWith(validateToken));

/** A login on GitHub; an underscore precedes the short code of an enterprise with managed users. */
const login = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/^@/, '')),
  v.regex(/^[a-z\d][a-z\d-]*(_[a-z\d]+)?$/i, 'must be logins on GitHub, one per line or separated by commas'),
);

/** The most people that GitHub assigns to an issue. */
const maxAssignees = 10;

/** The inputs that name destinations. Each kind of destination has the name of its input. */
export const destinationFields = {
  repository,
  'repository-secret': v.optional(secretName),
  'dependabot-secret': v.optional(secretName),
  'codespaces-secret': v.optional(secretName),
  'environment-secret': v.optional(secretName),
  environment: v.optional(
    v.pipe(
      lineField,
      v.check((name) => !isDotSegment(name), 'must not be `.` or `..`'),
    ),
  ),
  'organization-secret': v.optional(secretName),
  organization: v.optional(
    v.pipe(
      textField,
      v.regex(organizationPattern, 'must be the name of an organization, as it appears in its URL'),
    ),
  ),
  'organization-secret-visibility': v.optional(
    v.picklist(visibilities, `must be one of ${visibilities.join(', ')}`),
  ),
  'selected-repository-ids': v.optional(v.pipe(listField, v.array(repositoryId))),
  'github-token': v.optional(token),
  'key-vault-secret': v.optional(vaultSecret),
  'encrypted-file': v.optional(filePathField),
  'encrypt-to': v.optional(
    v.pipe(
      textField,
      v.transform(readRecipientLines),
      validateWith(validateRecipients),
      // The library accepts lower case only.
      v.transform((recipients) => recipients.map((recipient) => recipient.toLowerCase())),
    ),
  ),
  'step-output': booleanField,
};

const positiveDuration = v.pipe(
  durationField,
  v.check((lifetime) => lifetimeInMs(lifetime, new Date(0)) > 0, 'must be longer than zero'),
);

const keyIds = v.pipe(listField, v.array(guidField));

/** All inputs except `expires`, which depends on the current time. */
export const inputFields = {
  'tenant-id': guidField,
  'client-id': guidField,
  application: lineField,
  description: lineField,
  'renew-within': v.optional(positiveDuration),
  'retire-after': retireAfterField,
  adopt: v.optional(keyIds),
  verify: booleanField,
  'verify-timeout': v.pipe(
    positiveDuration,
    v.transform((lifetime) => lifetimeInMs(lifetime, new Date(0))),
    v.maxValue(maxVerifyTimeout, 'must not be longer than 6 hours'),
  ),
  'azure-devops-organization': v.optional(
    v.pipe(
      textField,
      v.regex(
        /^[A-Za-z0-9][A-Za-z0-9-]{0,49}$/,
        'must be the name of an organization, such as acme in https://dev.azure.com/acme',
      ),
    ),
  ),
  cloud: cloudField,
  'dry-run': booleanField,
  'revoke-after-job': booleanField,
  'hand-over-issue': booleanField,
  'hand-over-assignees': v.optional(
    v.pipe(
      listField,
      v.array(login),
      v.maxLength(maxAssignees, `must not have more than ${maxAssignees} logins`),
    ),
  ),
  'hand-over-token': v.optional(token),
  acknowledge: v.optional(guidField),
  compromised: v.optional(keyIds),
  'last-use': booleanField,
  ...destinationFields,
};

/** `expires`: a lifetime or a date, later than `now`. */
export function createExpiryField(now: Date): v.GenericSchema<string, Expiry> {
  return v.pipe(
    textField,
    parseTimeWith((value) => parseExpiry(value, now)),
  );
}

/** The schemas of all inputs. */
export type InputFields = typeof inputFields & { readonly expires: ReturnType<typeof createExpiryField> };
