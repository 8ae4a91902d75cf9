import { parseISO } from 'date-fns/parseISO';
import * as v from 'valibot';

/**
 * A time as the report on sign-ins sends it. Microsoft's documentation shows an offset with one digit for the hours
 * (`2021-04-01T00:00:00-8:00`), which is not ISO 8601. Source: Microsoft Graph beta, "List appCredentialSignInActivities".
 */
const moment = v.pipe(
  v.string(),
  v.transform((text) =>
    parseISO(text.replace(/([+-])(\d):?(\d{2})$/, '$10$2:$3').replace(/(\.\d{3})\d+/, '$1')),
  ),
  v.check((date) => !Number.isNaN(date.getTime())),
);

const row = v.object({
  appId: v.string(),
  keyId: v.string(),
  signInActivity: v.object({ lastSignInDateTime: moment }),
});

/** A row that cannot be read, or that has no sign-in, is left out: the last use is not known then. */
export const lastUsePage = v.object({ value: v.array(v.fallback(v.nullable(row), null)) });

/**
 * Reads when each client secret of an application was last used.
 *
 * @returns by key ID, in lower case
 */
export function readLastUses(
  { value }: v.InferOutput<typeof lastUsePage>,
  applicationId: string,
): ReadonlyMap<string, Date> {
  const uses = new Map<string, Date>();
  for (const { appId, keyId: id, signInActivity } of value.filter((one) => one !== null)) {
    if (appId.toLowerCase() !== applicationId.toLowerCase()) continue;
    const keyId = id.toLowerCase();
    const { lastSignInDateTime: at } = signInActivity;
    const known = uses.get(keyId);
    if (known === undefined || known < at) uses.set(keyId, at);
  }
  return uses;
}
