import { spawnSync } from 'node:child_process';
import { test } from '@jest/globals';

/** Debian's packages have the tools that tests need. */
const isThere = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

/**
 * `test`, skipped on a machine without one of these command-line tools, and on every system but Linux: the scripts that call them are
 * written for GitHub's Ubuntu runners and Azure Cloud Shell.
 */
export function testWith(...tools: readonly string[]): typeof test | typeof test.skip {
  return process.platform === 'linux' && tools.every(isThere) ? test : test.skip;
}
