import * as v from 'valibot';
import type { Application } from '../entra/application.ts';
import { makePassword } from '../entra/passwords.ts';
import type { PasswordCredential } from '../entra/passwords.ts';
import type { Tenant } from '../entra/tenant.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import { badRequest, GraphError } from './errors.ts';

const date = v.nullish(v.pipe(v.string(), v.isoTimestamp()));
const addBody = v.strictObject({
  passwordCredential: v.optional(
    v.strictObject({ displayName: v.nullish(v.string()), startDateTime: date, endDateTime: date }),
    {},
  ),
});
const removeBody = v.strictObject({ keyId: v.pipe(v.string(), v.uuid()) });

/** Refuses a write to an application while another is under way, or too soon after it. */
export class Writing {
  readonly #underWay = new Set<Application>();
  readonly #last = new Map<Application, number>();

  exclusively(
    application: Application,
    request: SandboxRequest,
    tenant: Tenant,
    write: () => SandboxResponse,
  ): SandboxResponse {
    const last = this.#last.get(application) ?? -Infinity;
    if (this.#underWay.has(application) || tenant.now() - last < tenant.policies.writeWindow) {
      throw new GraphError(
        409,
        'Directory_ConcurrencyViolation',
        'Unable to complete the request due to data concurrency limitations.',
      );
    }
    const response = write();
    this.#last.set(application, tenant.now());
    this.#underWay.add(application);
    void request.finished.then(() => this.#underWay.delete(application));
    return response;
  }
}

/** https://learn.microsoft.com/graph/api/application-addpassword */
export function addPassword(
  tenant: Tenant,
  application: Application,
  body: unknown,
  root: string,
): Record<string, unknown> {
  const given = v.safeParse(addBody, body);
  if (!given.success) throw badRequest(`Invalid request body: ${v.summarize(given.issues)}`);
  const added = makePassword(given.output.passwordCredential, tenant.now());
  checkPolicies(tenant, application, added);
  checkRoom(tenant, application);
  tenant.keep(application, added);
  return {
    '@odata.context': `${root}/$metadata#microsoft.graph.passwordCredential`,
    customKeyIdentifier: null,
    displayName: added.displayName,
    endDateTime: added.endDateTime,
    hint: added.hint,
    keyId: added.keyId,
    secretText: added.secretText,
    startDateTime: added.startDateTime,
  };
}

/** https://learn.microsoft.com/graph/api/application-removepassword */
export function removePassword(tenant: Tenant, application: Application, body: unknown): void {
  const given = v.safeParse(removeBody, body);
  if (!given.success) throw badRequest(`Invalid request body: ${v.summarize(given.issues)}`);
  const keyId = given.output.keyId.toLowerCase();
  const knows = (passwords: readonly PasswordCredential[]): boolean =>
    passwords.some((each) => each.keyId === keyId);
  const really = application.passwords.seen(tenant.now());
  // The replica that takes the request may not have heard of the key yet.
  const there = application.passwords.seen(tenant.now(), tenant.nextReadDelay());
  if (!knows(really) || !knows(there)) {
    throw badRequest(`No password credential found with keyId ${given.output.keyId}.`);
  }
  application.passwords.remove(keyId, tenant.now());
}

/** App management policies: https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy */
function checkPolicies(tenant: Tenant, application: Application, credential: PasswordCredential): void {
  const { maxDisplayNameLength } = tenant.policies;
  if (!tenant.appManagement.allowsPasswords(application)) {
    throw new GraphError(
      400,
      'CredentialTypeNotAllowedAsPerAppPolicy',
      "Credential type not allowed as per assigned policy 'Sandbox'.",
    );
  }
  if ((credential.displayName ?? '').length > maxDisplayNameLength) {
    throw badRequest(
      `The value specified for property 'displayName' is too long: at most ${maxDisplayNameLength} characters.`,
    );
  }
  const lifetime = Date.parse(credential.endDateTime) - Date.parse(credential.startDateTime);
  if (lifetime <= 0) throw badRequest('Password credential end date must be after its start date.');
  if (!tenant.appManagement.allowsLifetime(application, credential)) {
    throw new GraphError(
      400,
      'CredentialInvalidLifetimeAsPerAppPolicy',
      'Credential lifetime exceeds the max value allowed as per assigned policy.',
    );
  }
}

function checkRoom(tenant: Tenant, application: Application): void {
  const count = application.passwords.seen(tenant.now()).length;
  if (application.signInAudience.includes('Personal') && count >= 2) {
    throw badRequest('You can only add a maximum of 2 password credentials to this application.');
  }
  if (count >= tenant.policies.maxCredentials) {
    throw new GraphError(
      403,
      'Directory_ResourceSizeExceeded',
      'The size of the object has exceeded its limit. Please reduce the number of values and retry your request.',
    );
  }
}
