import * as v from 'valibot';
import type { PasswordCredential } from '../plan/credentials.ts';
import { toPlainText } from '../shared/plain-text.ts';

/** The IDs of an app registration, which never change. */
export interface ApplicationIds {
  /** The object ID, used in the paths of Graph. */
  readonly objectId: string;
  /** The application (client) ID, used in logins and shown in the portal. */
  readonly applicationId: string;
}

/** An app registration. */
export interface Application extends ApplicationIds {
  readonly displayName: string;
  readonly signInAudience: string;
  readonly passwordCredentials: readonly PasswordCredential[];
}

/**
 * A name, which anyone in the tenant can set to anything. Unsafe characters are replaced with one that the inputs do not
 * accept, so that no name can imitate a description of this action.
 */
const text = v.pipe(v.nullish(v.string(), ''), v.transform(toPlainText));
const moment = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((value) => new Date(value)),
);
/** An ID in Entra, in lower or upper case. */
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
 * The fields of a client secret that cleaning up needs: it must not fail on any other field. The description is exactly
 * what Graph sends, because it is compared with the one that was set. It is never shown.
 */
export const listedSecret = v.object({ keyId: guid, displayName: v.nullish(v.string(), null) });
export const withListedSecrets = v.object({ passwordCredentials: v.array(listedSecret) });
export const withCredentials = v.object({ passwordCredentials: v.array(credential) });
