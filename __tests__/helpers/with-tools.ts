import { spawnSync } from 'node:child_process';
import { test } from '@jest/globals';

/** Debian's packages have the tools that tests need; the gate installs them where it can. */
const isThere = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

/** `test`, left out on a machine that does not have all of these command-line tools. */
export function testWith(...tools: readonly string[]): typeof test | typeof test.skip {
  return tools.every(isThere) ? test : test.skip;
}
