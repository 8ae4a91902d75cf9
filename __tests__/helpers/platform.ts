import { stat } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';

const isWindows = process.platform === 'win32';

/**
 * `test`, left out on Windows: for what it does not have. A process cannot react to a signal there, most accounts may not create
 * symbolic links, the name of a file has no dots at its end, and a path below a file is only missing.
 */
export const testOnPosix = isWindows ? test.skip : test;

/** `describe`, in the same way. */
export const describeOnPosix = isWindows ? describe.skip : describe;

/** Whether this system can send the signal to a process. On Windows each one ends the process at once, as SIGKILL does. */
export function canSend(signal: NodeJS.Signals): boolean {
  return !isWindows || signal === 'SIGKILL';
}

/** Checks that only its owner can read and write a file. Windows has no such permission bits. */
export async function expectPrivate(file: string): Promise<void> {
  if (!isWindows) expect((await stat(file)).mode & 0o777).toBe(0o600);
}
