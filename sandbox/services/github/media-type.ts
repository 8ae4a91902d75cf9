import { header, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';

/** What a client can ask for and still get JSON: anything, JSON, or one of GitHub's own media types. */
const acceptable = /^\s*(?:\*\/\*|application\/(?:\*|json|vnd\.github[\w.-]*(?:\+json)?))\s*(?:;|$)/i;

/** GitHub answers in JSON, and refuses a client that cannot read it. As in https://github.com/devspace-sh/devspace/pull/282 */
export function findMediaTypeRefusal(request: SandboxRequest): SandboxResponse | undefined {
  const accept = header(request, 'accept');
  // The GitHub CLI sends an empty one.
  if (!accept || accept.split(',').some((each) => acceptable.test(each))) return undefined;
  return jsonResponse(415, {
    message: `Unsupported 'Accept' header: '${accept}'. Must accept 'application/json'.`,
    documentation_url:
      'https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types',
    status: '415',
  });
}
