import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createToolkit } from '../../../src/runner/toolkit.ts';

let printed: string[];

beforeEach(() => {
  printed = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed.push(String(chunk));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a value for a later step', () => {
  const value = 's3cr3t';
  const writers = [
    [
      'output',
      'GITHUB_OUTPUT',
      (environment: Record<string, string>) => {
        createToolkit(environment).setOutput('client-secret', value);
      },
    ],
    [
      'state',
      'GITHUB_STATE',
      (environment: Record<string, string>) => {
        createToolkit(environment).saveState('journal', value);
      },
    ],
  ] as const;

  test.each(writers)('is written to a file: %s', (_, name, write) => {
    const path = join(tmpdir(), randomUUID());
    writeFileSync(path, '');
    process.env[name] = path;
    try {
      write({ [name]: path });
      expect(readFileSync(path, 'utf8')).toContain(value);
      expect(printed).toEqual([]);
    } finally {
      Reflect.deleteProperty(process.env, name);
      rmSync(path);
    }
  });

  test.each(writers)('is never printed when there is no such file: %s', (_, name, write) => {
    const others = ['', join(tmpdir(), randomUUID()), tmpdir(), '/dev/stdout', '/dev/null'];
    for (const environment of [{}, ...others.map((path) => ({ [name]: path }))]) {
      expect(() => {
        write(environment);
      }).toThrow(
        `runner-not-supported: This step cannot write the file that the runner names in ${name} (for `,
      );
    }
    expect(printed).toEqual([]);
  });
});
