import { Failure, type FailureCode } from '../shared/action-error.ts';
import { isTooLarge, otherHost } from './client.ts';

/** The system's codes for a certificate that it does not trust: mostly that of a proxy which looks into traffic. */
const untrusted = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_(UNTRUSTED|SIGNATURE)/;

/**
 * No whole answer came from a host.
 *
 * @param code of the failure, unless the reason has one of its own
 * @param host with or without scheme
 * @param reason as `networkReason` tells it, such as `ECONNREFUSED`
 */
export function unreachable(code: FailureCode, host: string, reason: string): Failure {
  if (isTooLarge(reason)) {
    return new Failure('response-too-large', {
      happened: `${host} sent ${reason}; the action did not read further.`,
      likely: 'a proxy or firewall between the runner and that host answers in its place.',
      fix: 'on your own runners, check that the proxy passes that host through; otherwise run the job again.',
    });
  }
  if (reason === otherHost) {
    return new Failure(code, {
      happened: `A request for ${host} would have gone to another host, so the action did not send it.`,
      likely: 'a proxy or firewall between the runner and that host changed an answer on the way.',
      fix: 'on your own runners, check that the proxy passes that host through; otherwise run the job again.',
    });
  }
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
    likely: 'a temporary outage, or a proxy or firewall between the runner and that host.',
    fix: 'run the job again; on your own runners, allow that host, and set HTTPS_PROXY where a proxy is needed.',
  });
}
