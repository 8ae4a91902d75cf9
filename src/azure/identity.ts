import type { Cloud } from './cloud.ts';

/** The workload identity that logs in, and the cloud that it logs in to. */
export interface Identity {
  readonly tenantId: string;
  /** The application (client) ID of the workload identity. */
  readonly clientId: string;
  readonly cloud: Cloud;
}

/** The claims of an OIDC token that decide whether Entra accepts it. */
export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** The GitHub enterprise that the repository belongs to. */
  readonly enterprise?: string | undefined;
}
