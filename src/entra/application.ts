import * as v from 'valibot';
import type { PasswordCredential } from '../plan/credentials.ts';
import { toPlainText } from '../shared/plain-text.ts';

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
 * Anybody in the tenant may have put anything into a name. What is replaced becomes a character that the inputs do not
 * take, so that no description can be imitated with it.
 */
const text = v.pipe(v.nullish(v.string(), ''), v.transform(toPlainText));
const moment = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((value) => new Date(value)),
);
/** An ID of Entra's, in small or capital letters. */
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

/**
 * Cleaning up must not fail on a field that it does not need. The description is as Graph sends it, since it is compared
 * to the letter: it is never shown.
 */
export const listedSecret = v.object({ keyId: guid, displayName: v.nullish(v.string(), null) });
export const withListedSecrets = v.object({ passwordCredentials: v.array(listedSecret) });
export const withCredentials = v.object({ passwordCredentials: v.array(credential) });
