import * as v from 'valibot';
import type { PasswordCredential } from '../plan/credentials.ts';

/** The names of an app registration that never change. */
export interface ApplicationIds {
  /** The object ID, which Graph's paths use. */
  readonly objectId: string;
  /** The application (client) ID, which people and logins use. */
  readonly applicationId: string;
}

/** An app registration. */
export interface Application extends ApplicationIds {
  readonly displayName: string;
  readonly signInAudience: string;
  readonly passwordCredentials: readonly PasswordCredential[];
}

/**
 * Anybody in the tenant may have put anything into a name; a line break in a log line could start a workflow command.
 * What it is replaced by stands in no description that anybody types, so that none can be imitated with it.
 */
const text = v.pipe(
  v.nullish(v.string(), ''),
  v.transform((value) => value.replace(/\p{Cc}/gu, '\uFFFD')),
);
const moment = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((value) => new Date(value)),
);
export const guid = v.pipe(v.string(), v.uuid());

const credential = v.object({
  keyId: guid,
  displayName: text,
  startDateTime: v.nullish(moment, null),
  endDateTime: v.nullish(moment, null),
});

export const application = v.pipe(
  v.object({
    id: guid,
    appId: guid,
    displayName: text,
    signInAudience: text,
    passwordCredentials: v.array(credential),
  }),
  v.transform(({ id, appId, ...rest }): Application => ({ objectId: id, applicationId: appId, ...rest })),
);

/** Cleaning up must not fail on a field that it does not need. */
export const secretName = v.object({ keyId: guid, displayName: v.nullish(v.string(), null) });
export const named = v.object({ passwordCredentials: v.array(secretName) });
export const described = v.object({ passwordCredentials: v.array(credential) });
