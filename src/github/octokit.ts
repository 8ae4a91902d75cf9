import { getOctokit } from '@actions/github';
import { Response } from 'undici';
import type { HttpClient, HttpRequest } from '../http/client.ts';
import { megabyte } from '../http/network-error.ts';

/** The limit of a response body, in bytes. GitHub describes each of the 100 repositories of a page in up to 10 KB. */
const maxBytes = 4 * megabyte;

/** GitHub's own client, which sends its requests through the action's HTTP client. */
export function createOctokit(
  baseUrl: string,
  token: string,
  http: HttpClient,
): ReturnType<typeof getOctokit> {
  const fetch = async (url: string, request: HttpRequest): Promise<Response> => {
    const { status, headers, text } = await http.request(url, { ...request, maxBytes });
    return new Response(text === '' ? null : text, { status, headers: { ...headers } });
  };
  return getOctokit(token, { baseUrl, request: { fetch } });
}
