import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';

/** The result of a check. */
const verdict = v.object({
  /** What is wrong; undefined if the check passed. */
  problem: v.optional(v.string()),
  /** The requests that the sandbox received, for the log. */
  lines: v.array(v.string()),
});
export type Verdict = v.InferOutput<typeof verdict>;

/**
 * Serves checks to later steps of the job, on loopback. The checks run in the process of the sandbox, so that no client secret
 * leaves it.
 *
 * @param judge runs the check of that name
 * @param onEnd called after the last check, `end`, which also closes the server
 * @returns the URL to which a client appends the name of a check
 */
export async function serveControl(
  judge: (name: string, given: unknown) => Verdict,
  onEnd: () => void,
): Promise<string> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    if (name === 'end') {
      response.once('close', () => {
        server.close();
        onEnd();
      });
    }
    void json(request)
      .then((given) => judge(name, given))
      .catch((error: unknown): Verdict => ({ problem: String(error), lines: [] }))
      .then((given) => response.writeHead(200, { connection: 'close' }).end(JSON.stringify(given)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${portOf(server.address())}`;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return address.port;
}

/** Asks the sandbox for a check. */
export async function requestVerdict(controlUrl: string, name: string, given: unknown): Promise<Verdict> {
  const response = await fetch(`${controlUrl}/${name}`, {
    method: 'POST',
    body: JSON.stringify(given),
    signal: AbortSignal.timeout(30_000),
  });
  return v.parse(verdict, await response.json());
}
