/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testTimeout: 60_000,
  testSequencer: '<rootDir>/__tests__/helpers/slow-first.js',
  // Most tests wait: for processes, and for time to pass.
  maxWorkers: 4,
  maxConcurrency: 6,
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/__tests__/helpers/strip-types.js' },
  // action.ts and the main files only put the parts together; the scenarios run them, bundled, in processes of their own.
  // They have no directory of their own because each belongs to the action that it starts.
  collectCoverageFrom: ['src/**/*.ts', '!src/action.ts', '!src/*/main.ts'],
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: {
    global: { statements: 95, branches: 95, functions: 95, lines: 95 },
    './src/hand-over/': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/plan/': { statements: 100, branches: 100, functions: 100, lines: 100 },
    './src/rotation/': { statements: 100, branches: 100, functions: 100, lines: 100 },
  },
};
