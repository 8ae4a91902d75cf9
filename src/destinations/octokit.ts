import { getOctokit } from '@actions/github';
import { Response } from 'undici';
import type { RequestParts, Send } from '../support/line.ts';

/** GitHub's own client. */
export function octokit(baseUrl: string, token: string, send: Send): ReturnType<typeof getOctokit> {
  const fetch = async (url: string, request: RequestParts): Promise<Response> => {
    const { status, headers, text } = await send(url, request);
    return new Response(text === '' ? null : text, { status, headers: { ...headers } });
  };
  // It would print headers of deprecated routes as they came.
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  return getOctokit(token, { baseUrl, request: { fetch }, log });
}

function silent(): void {
  // Nothing that a server sent goes to the log.
}
