import { ActionError, type ErrorCode } from '../shared/action-error.ts';
import { isTooLarge, otherHostReason } from './network-error.ts';

/** The system's codes for a certificate that it does not trust: mostly that of a proxy which looks into traffic. */
const untrustedCertificate = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_(UNTRUSTED|SIGNATURE)/;

/**
 * No whole answer came from a host.
 *
 * @param code of the failure, unless the reason has one of its own
 * @param host with or without scheme
 * @param reason as `networkReason` tells it, such as `ECONNREFUSED`
 */
export function unreachableError(code: ErrorCode, host: string, reason: string): ActionError {
  if (isTooLarge(reason)) {
    return new ActionError('response-too-large', {
      problem: `${host} sent ${reason}; the action did not read further.`,
      likelyCause: 'a proxy or firewall between the runner and that host answers in its place.',
      remedy:
        'on your own runners, check that the proxy passes that host through; otherwise run the job again.',
    });
  }
  if (reason === otherHostReason) {
    return new ActionError(code, {
      problem: `A request for ${host} would have gone to another host, so the action did not send it.`,
      likelyCause: 'a proxy or firewall between the runner and that host changed an answer on the way.',
      remedy:
        'on your own runners, check that the proxy passes that host through; otherwise run the job again.',
    });
  }
  const problem = `${host} could not be reached (${reason}).`;
  if (untrustedCertificate.test(reason)) {
    return new ActionError(code, {
      problem,
      likelyCause: 'a proxy between the runner and that host shows a certificate of its own.',
      remedy: 'give the runner the authority of that proxy: set NODE_EXTRA_CA_CERTS to its file in PEM.',
    });
  }
  return new ActionError(code, {
    problem,
    likelyCause: 'a temporary outage, or a proxy or firewall between the runner and that host.',
    remedy:
      'run the job again; on your own runners, allow that host, and set HTTPS_PROXY where a proxy is needed.',
  });
}
