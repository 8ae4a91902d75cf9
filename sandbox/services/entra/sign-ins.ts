import { randomUUID } from 'node:crypto';

/** A login with a client secret. */
export interface SignIn {
  readonly keyId: string;
  readonly at: number;
  readonly requestId: string;
}

/** The logins with client secrets, as the report on them knows them. */
export class SignIns {
  /** So many milliseconds after a login the report knows of it. In reality it takes a day or two. */
  lag = 0;
  /** Key IDs that the report has no row for, whatever their logins. */
  readonly missing = new Set<string>();
  /** How the report writes its rows: as the types say, or as the examples in the documentation. */
  form: 'typed' | 'documented' = 'typed';
  /** Whether the tenant has a premium licence. */
  isLicensed = true;
  /** https://learn.microsoft.com/graph/throttling-limits#identity-and-access-reports-service-limits */
  requestsPerTenSeconds = 5;
  readonly #signIns: SignIn[] = [];
  #requests: number[] = [];

  record(keyId: string, at: number): void {
    this.#signIns.push({ keyId, at, requestId: randomUUID() });
  }

  /** The last login with a client secret that the report knows of. */
  last(keyId: string, now: number): SignIn | undefined {
    if (this.missing.has(keyId)) return undefined;
    return this.#signIns.findLast((each) => each.keyId === keyId && each.at + this.lag <= now);
  }

  /** Counts a request for the report; false if it is one too many. */
  takeRequest(now: number): boolean {
    this.#requests = this.#requests.filter((at) => now - at < 10_000);
    if (this.#requests.length >= this.requestsPerTenSeconds) return false;
    this.#requests.push(now);
    return true;
  }
}
