import { ActionError } from '../shared/action-error.ts';
import type { FailedOperation, FailedResponse } from './failure.ts';
import { formatHost } from './host.ts';

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
