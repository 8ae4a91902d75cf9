/** Names Entra's error codes as they appear in `ServiceError.codes`. */
export const aadsts = (...numbers: readonly number[]): readonly string[] =>
  numbers.map((number) => `AADSTS${number}`);

/** The code of a response of Entra that has neither a token nor an error. */
export const noToken = 'a response without a token';

/** Codes of a temporary problem, whatever the HTTP status. Sources: "Microsoft Entra authentication and authorization error codes", and reports from the field. */
export const temporaryCodes: readonly string[] = [
  'temporarily_unavailable',
  'server_error',
  noToken,
  ...aadsts(50033, 90006, 90012, 90024, 90033, 90090, 90091, 500031),
];

/** Codes for too many logins: of the tenant, and of the same application. */
export const throttledCodes = aadsts(90055, 50196);

/** The statuses of an error for which Entra gives no other reason than its number. */
export const refusedStatuses = [200, 400, 401, 403];

/** A policy blocked the login: Conditional Access, or a security policy of the tenant. */
export const policyCodes = aadsts(53000, 53001, 53003, 50131, 530032);

/** A proxy or a device adds a header that allows only certain tenants. */
export const tenantRestrictionCodes = aadsts(50002, 500021, 500022, 5000211);

export const missingPrincipalCode = aadsts(7000229);

export const disabledCodes = aadsts(70001, 7000112);
