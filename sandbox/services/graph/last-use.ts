import type { AppCredentialSignInActivity } from '@microsoft/microsoft-graph-types-beta';
import type { Application } from '../entra/application.ts';
import type { PasswordCredential } from '../entra/passwords.ts';
import type { SignIn } from '../entra/sign-ins.ts';
import type { Tenant } from '../entra/tenant.ts';
import { graphPrincipalId } from './app-roles.ts';
import { collection } from './collection.ts';
import { GraphError } from './errors.ts';
import { allowOptions } from './query.ts';

type Entity = Record<string, unknown>;

const hour = 3_600_000;

/** When each client secret was last used. https://learn.microsoft.com/graph/api/reportroot-list-appcredentialsigninactivities */
export function listLastUse(tenant: Tenant, url: URL): Entity {
  const { signIns } = tenant;
  if (!signIns.takeRequest(tenant.now())) {
    throw new GraphError(
      429,
      'UnknownError',
      'This request is throttled. Please try again after the value specified in the Retry-After header.',
      { 'retry-after': '10' },
    );
  }
  if (!signIns.isLicensed) {
    throw new GraphError(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      "Neither tenant is B2C or tenant doesn't have premium license",
    );
  }
  allowOptions(url, ['$filter', '$top', '$skiptoken']);
  const isWanted = parseFilter(url.searchParams.get('$filter'));
  const rows = tenant.applications.flatMap((application) =>
    application.passwords
      .seen(tenant.now())
      .filter(({ keyId }) => isWanted(application.appId, keyId))
      .flatMap((password) => {
        const signIn = signIns.last(password.keyId, tenant.now());
        return signIn ? [row(application, password, signIn, signIns.form)] : [];
      }),
  );
  return collection(rows, url, `${url.origin}/beta/$metadata#reports/appCredentialSignInActivities`);
}

function parseFilter(filter: string | null): (appId: string, keyId: string) => boolean {
  if (filter === null) return () => true;
  const [, property, value = ''] = /^\s*(appId|keyId)\s+eq\s+'([^']*)'\s*$/.exec(filter) ?? [];
  if (property === undefined) throw new GraphError(400, 'BadRequest', 'Invalid filter clause.');
  const wanted = value.toLowerCase();
  return (appId, keyId) => (property === 'appId' ? appId : keyId) === wanted;
}

function row(
  application: Application,
  password: PasswordCredential,
  signIn: SignIn,
  form: Tenant['signIns']['form'],
): Entity {
  const common = {
    id: Buffer.from(`${password.keyId}|application`).toString('base64'),
    keyId: password.keyId,
    keyUsage: 'sign',
    appId: application.appId,
    appObjectId: application.objectId,
    servicePrincipalObjectId: application.servicePrincipalId ?? null,
    resourceId: graphPrincipalId,
    credentialOrigin: 'application',
  } satisfies AppCredentialSignInActivity;
  if (form === 'documented') {
    // The examples name another property and another key type than the types, and their offsets have one digit.
    return {
      ...common,
      keyType: 'secret',
      expirationDate: withShortOffset(Date.parse(password.endDateTime)),
      signInActivity: {
        lastSignInDateTime: withShortOffset(signIn.at),
        lastSignInRequestId: signIn.requestId,
      },
    };
  }
  return {
    ...common,
    keyType: 'clientSecret',
    createdDateTime: password.startDateTime,
    expirationDateTime: password.endDateTime,
    signInActivity: {
      lastSignInDateTime: new Date(signIn.at).toISOString(),
      lastSignInRequestId: signIn.requestId,
    },
  } satisfies AppCredentialSignInActivity;
}

/** `2021-04-01T00:00:00-8:00` */
function withShortOffset(milliseconds: number): string {
  return new Date(milliseconds - 8 * hour).toISOString().replace(/\.\d+Z$/, '-8:00');
}
