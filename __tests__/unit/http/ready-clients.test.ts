import { describe, expect, test } from '@jest/globals';
import type { HttpClient } from '../../../src/http/client.ts';
import { createReadyClients, type ReadyClients } from '../../../src/http/ready-clients.ts';

/** Clients that only record which connections they open. */
function createRecordingClients(): { clients: ReadyClients; opened: string[] } {
  const opened: string[] = [];
  const unused = (): Promise<never> => Promise.reject(new Error('unused'));
  const createClient = (): HttpClient => ({
    request: unused,
    withRetry: unused,
    quote: () => undefined,
    importWhileWaiting: unused,
    ensureTimeForWrite: () => undefined,
    openConnection: (url) => {
      opened.push(url);
    },
  });
  return { clients: createReadyClients(createClient, 'https://login.example'), opened };
}

describe('clients that are kept ready', () => {
  test('open a connection each, up to the number that is asked for', () => {
    const { clients, opened } = createRecordingClients();
    clients.ensure(2);
    expect(opened).toEqual(['https://login.example', 'https://login.example']);
    clients.ensure(2);
    clients.ensure(1);
    expect(opened).toHaveLength(2);
  });

  test('are replaced when they have been taken', () => {
    const { clients, opened } = createRecordingClients();
    clients.ensure(2);
    const taken = [clients.take(), clients.take()];
    expect(new Set(taken).size).toBe(2);
    clients.ensure(2);
    expect(opened).toHaveLength(4);
  });

  test('are created without a connection when none is ready', () => {
    const { clients, opened } = createRecordingClients();
    expect(clients.take()).not.toBe(clients.take());
    expect(opened).toEqual([]);
  });
});
