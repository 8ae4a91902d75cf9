import * as v from 'valibot';
import type { LastUses } from '../../plan/retirement.ts';
import { moment } from './application.ts';
import type { GraphClient } from './client.ts';
import type { GraphContext } from './explanations.ts';
import { lastUseRules } from './rules.ts';
import { maxPageBytes, readPages } from './list-pages.ts';

/**
 * A time as the report on sign-ins sends it. Microsoft's documentation shows an offset with one digit for the hours
 * (`2021-04-01T00:00:00-8:00`), which is not ISO 8601. A time before 1970 stands for none. Source: Microsoft Graph beta, "List
 * appCredentialSignInActivities".
 */
const lastSignIn = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/([+-])(\d):?(\d{2})$/, '$10$2:$3')),
  moment,
  v.check((date) => date.getTime() > 0),
);

/** A row of the report: one client secret or certificate. */
const row = v.object({
  appId: v.string(),
  keyId: v.string(),
  signInActivity: v.object({ lastSignInDateTime: lastSignIn }),
});

/**
 * Reads when client secrets were last used. A row that cannot be read, or that has no sign-in, is left out: the last use is not
 * known then.
 *
 * @param applicationId undefined for all applications of the tenant
 * @throws ActionError `last-use-unavailable`, `list-endless`, or the error of Graph
 */
export async function readLastUses(
  graph: GraphClient,
  applicationId: string | undefined,
  context: GraphContext,
): Promise<LastUses> {
  const uses = new Map<string, Date>();
  const request = {
    path: `${context.identity.cloud.graph}/beta/reports/appCredentialSignInActivities`,
    query: applicationId === undefined ? {} : { $filter: `appId eq '${applicationId}'` },
    options: { maxBytes: maxPageBytes },
  };
  for await (const values of readPages(graph, request, context, lastUseRules)) {
    for (const value of values) addLastUse(uses, value, applicationId);
  }
  return uses;
}

/** The report can have several rows of a secret: the latest counts. */
function addLastUse(uses: Map<string, Date>, value: unknown, applicationId: string | undefined): void {
  const parsed = v.safeParse(row, value);
  if (!parsed.success) return;
  const { appId, keyId: id, signInActivity } = parsed.output;
  if (applicationId !== undefined && appId.toLowerCase() !== applicationId.toLowerCase()) return;
  const keyId = id.toLowerCase();
  const { lastSignInDateTime: at } = signInActivity;
  const known = uses.get(keyId);
  if (known === undefined || known < at) uses.set(keyId, at);
}
