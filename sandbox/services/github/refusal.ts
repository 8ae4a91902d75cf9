import { jsonAnswer } from '../../network/http.ts';
import type { Answer } from '../../network/http.ts';

/** How GitHub says no. */
export function refuse(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(
    status,
    { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    headers,
  );
}
