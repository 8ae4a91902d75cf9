import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificates } from './certificates.ts';
import type { Fault, Faults } from './faults.ts';
import type { SandboxResponse, SandboxRequest, Service } from './http.ts';
import type { Latency } from './latency.ts';

/** What the sandbox remembers of a request: never its body, never who it was from. */
export interface RecordedRequest {
  readonly method: string;
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly userAgent: string;
  /** When it was here, whole: milliseconds, as `performance.now()` counts them. */
  readonly at: number;
  /** 0 as long as there is no answer, and for ever if there is none. */
  status: number;
}

export interface ServerParts {
  readonly certificates: Certificates;
  readonly serviceFor: (host: string) => Service | undefined;
  readonly faults: Faults;
  readonly requests: RecordedRequest[];
  readonly latency: Readonly<Latency>;
  /** What time a host says that it is, in milliseconds since 1970. */
  readonly now: (host: string) => number;
  /** A service failed: a mistake of the sandbox, not of its client. */
  readonly onBug: (request: SandboxRequest, error: unknown) => void;
}

/** The server of all hosts: records each request, asks the host's service, and does what the faults say. */
export function createSandboxServer(parts: ServerParts): Server {
  return createServer(
    { key: parts.certificates.privateKey, cert: parts.certificates.certificate },
    (incoming, outgoing) => {
      readRequest(incoming, outgoing)
        .then((read) => handle(parts, read, incoming, outgoing))
        .catch(() => {
          // The client went away in the middle of its request, or sent none.
          incoming.socket.destroy();
        });
    },
  );
}

async function handle(
  parts: ServerParts,
  { request, settle }: ReadRequest,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const recorded = record(request);
  parts.requests.push(recorded);
  const fault = parts.faults.take(request);

  const takesEffect =
    fault === undefined ||
    fault.kind === 'rewrite' ||
    fault.kind === 'drop-after' ||
    ('after' in fault && fault.after);
  const real = takesEffect ? await serve(parts, request) : undefined;
  const wait = recorded.at + parts.latency.response - performance.now();
  if (wait > 0) await sleep(wait);

  const date = { date: new Date(parts.now(request.host)).toUTCString() };
  const send = (response: SandboxResponse): void => {
    recorded.status = response.status;
    outgoing.writeHead(response.status, { ...date, ...response.headers }).end(response.body);
  };
  switch (fault?.kind) {
    case 'drop':
    case 'drop-after':
      incoming.socket.destroy();
      break;
    case 'hang':
      settle();
      break;
    case 'late':
      parts.faults.hold(() => serve(parts, request));
      send(createFaultResponse(fault));
      break;
    case 'answer':
      send(createFaultResponse(fault));
      break;
    case 'huge':
      recorded.status = 200;
      outgoing.writeHead(200, {
        ...date,
        ...(fault.announced !== false && { 'content-length': fault.bytes }),
      });
      await sendHuge(outgoing, fault.bytes);
      break;
    case 'endless':
      recorded.status = 200;
      outgoing.writeHead(200, date);
      await sendEndless(outgoing, fault.every);
      break;
    case 'rewrite':
      if (real) send(fault.rewrite(real));
      break;
    case undefined:
      if (real) send(real);
  }
}

/** Sends so many bytes, as fast as the client takes them, and stops when it goes away. */
async function sendHuge(outgoing: ServerResponse, bytes: number): Promise<void> {
  await pipeline(blanks(bytes), outgoing).catch(() => undefined);
}

function* blanks(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536, ' ');
  for (let left = bytes; left > 0; left -= chunk.length) yield chunk.subarray(0, left);
}

async function sendEndless(outgoing: ServerResponse, every: number): Promise<void> {
  while (!outgoing.destroyed) {
    outgoing.write(' ');
    await sleep(every);
  }
}

/** The answer that a fault gives in place of the real one. */
function createFaultResponse({
  status,
  headers,
  body,
}: Extract<Fault, { kind: 'answer' | 'late' }>): SandboxResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  return { status, headers: headers ?? {}, body: text };
}

async function serve(parts: ServerParts, request: SandboxRequest): Promise<SandboxResponse> {
  const service = parts.serviceFor(request.host);
  if (!service) return { status: 421, headers: {}, body: 'Misdirected Request' };
  try {
    return await service(request);
  } catch (error) {
    parts.onBug(request, error);
    return { status: 500, headers: {}, body: `The sandbox is wrong: ${String(error)}` };
  }
}

interface ReadRequest {
  readonly request: SandboxRequest;
  /** Resolves `finished`, although the connection stays open. */
  readonly settle: () => void;
}

async function readRequest(incoming: IncomingMessage, outgoing: ServerResponse): Promise<ReadRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const { promise: finished, resolve: settle } = Promise.withResolvers<undefined>();
  outgoing.once('close', () => {
    settle(undefined);
  });
  const host = (incoming.headers.host ?? '').toLowerCase().replace(/:443$/, '');
  const request: SandboxRequest = {
    method: incoming.method ?? '',
    host,
    url: new URL(`https://${host}${incoming.url ?? '/'}`),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    finished,
  };
  return {
    request,
    settle: () => {
      settle(undefined);
    },
  };
}

function record(request: SandboxRequest): RecordedRequest {
  return {
    method: request.method,
    host: request.host,
    path: request.url.pathname + request.url.search,
    userAgent: request.headers['user-agent'] ?? '',
    at: performance.now(),
    status: 0,
  };
}
