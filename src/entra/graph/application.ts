import * as v from 'valibot';
import type { PasswordCredential } from '../../plan/credentials.ts';
import { toPlainText } from '../../shared/plain-text.ts';

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

/** An entry of a list that lacks an ID or the client secrets. What it has is here; the rest is ''. */
export interface UnreadableApplication extends ApplicationIds {
  readonly displayName: string;
  readonly passwordCredentials: undefined;
}

/** An entry of a list. */
export type ListedApplication = Application | UnreadableApplication;

export function isUnreadable(application: ListedApplication): application is UnreadableApplication {
  return application.passwordCredentials === undefined;
}

/**
 * A name, which anyone in the tenant can set to anything. Unsafe characters are replaced with one that the inputs do not
 * accept, so that no name can imitate a description of this action.
 */
const text = v.pipe(v.fallback(v.string(), ''), v.transform(toPlainText));

/** An ID in Entra, in lower or upper case. Returned in lower case, so that IDs can be compared. */
export const guid = v.pipe(v.string(), v.uuid(), v.toLowerCase());

const readableGuid = v.fallback(guid, '');

/** A time in UTC. Graph sends up to seven digits after the seconds, and other tools may leave out the `Z`. */
export const moment = v.pipe(
  v.string(),
  v.transform((value) =>
    /\d$/.test(value) && !/[+-][\d:]{2,5}$/.test(value.slice(10)) ? `${value}Z` : value,
  ),
  v.isoTimestamp(),
  v.transform((value) => new Date(value)),
  v.check((date) => !Number.isNaN(date.getTime())),
);

const readableCredential = v.object({
  keyId: guid,
  displayName: text,
  startDateTime: v.nullish(moment, null),
  endDateTime: v.nullish(moment, null),
});

/** What is left of a client secret whose key ID or dates cannot be read. Without a start, no plan renews or removes it. */
const unreadableCredential = v.pipe(
  v.fallback(v.object({ keyId: readableGuid, displayName: text }), { keyId: '', displayName: '' }),
  v.transform((secret): PasswordCredential => ({
    ...secret,
    startDateTime: null,
    endDateTime: null,
    unreadable: true,
  })),
);

/** Null when there are none. */
const createListSchema = <T extends v.GenericSchema>(item: T) => v.nullable(v.array(item), []);

const credentials = createListSchema(v.union([readableCredential, unreadableCredential]));

export const application = v.pipe(
  v.object({
    // Other objects have the same fields: the service principal of an application has its application ID and name.
    '@odata.type': v.optional(v.literal('#microsoft.graph.application')),
    id: guid,
    appId: guid,
    displayName: text,
    signInAudience: text,
    passwordCredentials: credentials,
  }),
  v.transform(({ id, appId, displayName, signInAudience, passwordCredentials }): Application => ({
    objectId: id,
    applicationId: appId,
    displayName,
    signInAudience,
    passwordCredentials,
  })),
);
const unreadableApplication = v.pipe(
  v.fallback(v.object({ id: readableGuid, appId: readableGuid, displayName: text }), {
    id: '',
    appId: '',
    displayName: '',
  }),
  v.transform(({ id, appId, displayName }): UnreadableApplication => ({
    objectId: id,
    applicationId: appId,
    displayName,
    passwordCredentials: undefined,
  })),
);

/** An entry of a list of applications. */
export const listedApplication = v.union([application, unreadableApplication]);

/** An entry that is not an application. */
export const otherObject = v.object({
  '@odata.type': v.pipe(v.string(), v.notValue('#microsoft.graph.application')),
});

/**
 * The fields of a client secret that cleaning up needs: it must not fail on any other field. The description is exactly
 * what Graph sends, because it is compared with the one that was set. It is never shown. A key ID that cannot be read is ''.
 */
const listedSecret = v.fallback(
  v.object({ keyId: readableGuid, displayName: v.fallback(v.nullable(v.string()), null) }),
  { keyId: '', displayName: null },
);
export const withListedSecrets = v.object({ id: guid, passwordCredentials: createListSchema(listedSecret) });
export const withCredentials = v.object({ id: guid, passwordCredentials: credentials });

/** What addPassword returns. Entra's values have 16 to 64 printable ASCII characters; anything else is not a usable value. */
export const addedPassword = v.object({
  keyId: guid,
  displayName: v.nullish(v.string(), null),
  endDateTime: v.fallback(v.nullish(moment, null), null),
  secretText: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{16,64}$/)),
});
