import { getOctokit } from '@actions/github';
import { Response } from 'undici';
import { megabyte, type RequestParts, type Send } from '../../http/client.ts';

/** How long an answer may be, in bytes: GitHub describes each of the 100 repositories of a page in up to 10 KB. */
const limit = 4 * megabyte;

/** GitHub's own client. */
export function octokit(baseUrl: string, token: string, send: Send): ReturnType<typeof getOctokit> {
  const fetch = async (url: string, request: RequestParts): Promise<Response> => {
    const { status, headers, text } = await send(url, { ...request, limit });
    return new Response(text === '' ? null : text, { status, headers: { ...headers } });
  };
  // It would print headers of deprecated routes as they came.
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  return getOctokit(token, { baseUrl, request: { fetch }, log });
}

function silent(): void {
  // Nothing that a server sent goes to the log.
}
