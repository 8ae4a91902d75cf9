import { Failure, type FailureCode } from './failure.ts';

/** The system's codes for a certificate that it does not trust: mostly that of a proxy which looks into traffic. */
const untrusted = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_(UNTRUSTED|SIGNATURE)/;

/**
 * Nothing came back from a host.
 *
 * @param host with or without scheme
 * @param reason the system's own code, such as `ECONNREFUSED`
 */
export function unreachable(code: FailureCode, host: string, reason: string): Failure {
  const happened = `${host} could not be reached (${reason}).`;
  if (untrusted.test(reason)) {
    return new Failure(code, {
      happened,
      likely: 'a proxy between the runner and that host shows a certificate of its own.',
      fix: 'give the runner the authority of that proxy: set NODE_EXTRA_CA_CERTS to its file in PEM.',
    });
  }
  return new Failure(code, {
    happened,
    likely: 'a passing disturbance, or a proxy or firewall between the runner and that host.',
    fix: 'run the job again; on your own runners, allow that host, and set HTTPS_PROXY where a proxy is needed.',
  });
}
