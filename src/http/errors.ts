import { ActionError, type ErrorCode, type Explanation } from '../shared/action-error.ts';
import type { FailedOperation, FailedResponse } from './failure.ts';
import { isProxyMissing, isTooLarge, otherHostReason, readProxyStatus } from './network-error.ts';
import { formatHost } from './quote.ts';

/** Node's codes for a certificate that it does not trust: usually that of a proxy that inspects TLS traffic. */
const untrustedCertificate = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_(UNTRUSTED|SIGNATURE)/;

/** What an administrator can do when the proxy refuses to open a connection to a host, by the status that it sends. */
const proxyRefusals: Readonly<Record<number, (host: string) => Omit<Explanation, 'problem'>>> = {
  403: (host) => ({
    likelyCause: 'the rules of the proxy do not allow this connection.',
    remedy: `in the rules of the proxy, allow HTTPS connections (CONNECT) from the runner to ${host}.`,
  }),
  407: () => ({
    likelyCause:
      'HTTPS_PROXY has no user and password, the proxy does not accept them, or it does not support Basic authentication.',
    remedy:
      'set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT, with the host and port of the proxy. In USER and PASSWORD, percent-encode `/`, `?`, `#`, `@` and `%`.',
  }),
};

/**
 * The error for a host that sent no complete response.
 *
 * @param code the code of the error, unless the reason has a more specific one
 * @param host with or without scheme
 * @param reason from `networkReason`, such as `ECONNREFUSED`
 */
export function unreachableError(code: ErrorCode, host: string, reason: string): ActionError {
  if (isTooLarge(reason)) {
    return new ActionError('response-too-large', {
      problem: `${host} sent ${reason}. The action stopped reading it.`,
      likelyCause: 'a proxy or firewall between the runner and that host responded in its place.',
      remedy:
        'on self-hosted runners, check that the proxy passes traffic for that host through; otherwise run the job again.',
    });
  }
  if (reason === otherHostReason) {
    return new ActionError(code, {
      problem: `A request for ${host} would have gone to another host, so the action did not send it.`,
      likelyCause:
        'a proxy changed a response, or an environment variable of the job changes the host, such as AZURE_REGIONAL_AUTHORITY_NAME.',
      remedy:
        'remove such variables from the job; on self-hosted runners, check that the proxy passes traffic for that host through.',
    });
  }
  const problem = `No complete response from ${host} (${reason}).`;
  const proxyRefusal = proxyRefusals[readProxyStatus(reason) ?? 0];
  if (proxyRefusal !== undefined) return new ActionError(code, { problem, ...proxyRefusal(host) });
  if (untrustedCertificate.test(reason)) {
    return new ActionError(code, {
      problem,
      likelyCause: 'a proxy between the runner and that host presents its own certificate.',
      remedy:
        'make the runner trust the certificate authority of that proxy: set NODE_EXTRA_CA_CERTS to its PEM file. If it is set, check that the runner can read that file: Node.js ignores a file that it cannot read.',
    });
  }
  if (isProxyMissing(reason)) {
    return new ActionError(code, {
      problem,
      likelyCause: 'HTTPS_PROXY names the wrong host or port, or the proxy is down.',
      remedy: 'check the host and port in HTTPS_PROXY, and that the runner can reach them.',
    });
  }
  return new ActionError(code, {
    problem,
    likelyCause: 'a temporary outage, or a proxy or firewall between the runner and that host.',
    remedy:
      'run the job again; on self-hosted runners, allow connections to that host, and set HTTPS_PROXY if they need a proxy.',
  });
}

/** Without digits, which secrets and tokens have. */
const mediaType = /^[a-z]{1,20}\/[a-z.+-]{1,40}(?=[;,\s]|$)/i;

/** The error for a response that is not in the format of the service, so that something in between sent it. */
export function foreignResponseError(
  { status, headers }: Pick<FailedResponse, 'status' | 'headers'>,
  { service, host, operation }: FailedOperation,
): ActionError {
  const { 'content-type': contentType } = headers;
  const [type] = mediaType.exec(contentType ?? '') ?? [
    contentType === undefined ? 'no content type' : 'an unusual content type',
  ];
  const target = formatHost(headers['location']);
  const redirect = target === undefined ? '' : `, redirect to ${target}`;
  return new ActionError('response-not-from-service', {
    problem: `The response from ${host} is not in the format of ${service.name} (HTTP ${status}, ${type}${redirect}). The action had asked it to ${operation}.`,
    likelyCause: `a proxy, firewall or content filter between the runner and ${host} responded in place of ${service.name}.`,
    remedy: `on self-hosted runners, let connections to ${host} through without inspection; otherwise run the job again.`,
  });
}
