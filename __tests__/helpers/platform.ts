import { stat } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';

const isWindows = process.platform === 'win32';

/**
 * `test`, skipped on Windows. There, a process cannot handle a signal, most accounts may not create symbolic links, a file name cannot end
 * with a dot, and a path below a file counts as missing.
 */
export const testOnPosix = isWindows ? test.skip : test;

/** `describe`, skipped on Windows. */
export const describeOnPosix = isWindows ? describe.skip : describe;

/** Whether this system can send the signal to a process. On Windows each one ends the process at once, as SIGKILL does. */
export function canSend(signal: NodeJS.Signals): boolean {
  return !isWindows || signal === 'SIGKILL';
}

/** Checks that only its owner can read and write a file. Windows has no such permission bits. */
export async function expectPrivate(file: string): Promise<void> {
  if (!isWindows) expect((await stat(file)).mode & 0o777).toBe(0o600);
}
