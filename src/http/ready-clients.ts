import type { HttpClient } from './client.ts';

/** Clients with separate connections to one server, opened before they are needed. */
export interface ReadyClients {
  /** Opens connections until this many are ready or being opened. */
  readonly ensure: (count: number) => void;
  /** Takes a client that is ready, or creates one. */
  readonly take: () => HttpClient;
}

/**
 * Keeps clients ready for requests that must not share a connection.
 *
 * @param createClient creates a client that no other request uses
 * @param url the server, with scheme
 */
export function createReadyClients(createClient: () => HttpClient, url: string): ReadyClients {
  const ready: HttpClient[] = [];
  return {
    ensure(count) {
      while (ready.length < count) {
        const client = createClient();
        client.openConnection(url);
        ready.push(client);
      }
    },
    take: () => ready.shift() ?? createClient(),
  };
}
