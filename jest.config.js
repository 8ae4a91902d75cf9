/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testTimeout: 60_000,
  // Most tests wait: for processes, and for time to pass.
  maxWorkers: 3,
  maxConcurrency: 2,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      'ts-jest',
      {
        useESM: true,
        // jest resolves the sources themselves, so the extension must stay what the file has.
        tsconfig: { rewriteRelativeImportExtensions: false, allowImportingTsExtensions: true, noEmit: true },
      },
    ],
  },
  collectCoverage: true,
  // These only put the parts together; the scenarios run them, bundled, in processes of their own.
  collectCoverageFrom: ['src/**/*.ts', '!src/{index,phases}.ts'],
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: {
    global: { statements: 95, branches: 95, functions: 95, lines: 95 },
    './src/plan/': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/rotate.ts': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/renew.ts': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/adding.ts': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/retiring.ts': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/wording.ts': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/holdings.ts': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/storing.ts': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/cleanup.ts': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/rollback.ts': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/rotation/': { statements: 100, branches: 100, functions: 100, lines: 100 },
  },
};
