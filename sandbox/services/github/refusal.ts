import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';

/** How GitHub says no. */
export function refuse(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): SandboxResponse {
  return jsonResponse(
    status,
    { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    headers,
  );
}
