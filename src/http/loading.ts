import { setTimeout as delay } from 'node:timers/promises';

/** In milliseconds: about what it takes to open a connection and to send a request. */
const headStart = 10;

/**
 * Loads code that is needed soon. That keeps everything else waiting, so what was begun just before gets a head start:
 * its request is on the way, and its answer comes while the code is loaded.
 */
export async function importWhileWaiting<T>(load: () => Promise<T>): Promise<T> {
  await delay(headStart);
  return load();
}
