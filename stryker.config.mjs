/** What is changed, and the tests that must notice. One part a run: all tests for each change would take too long. */
const parts = {
  plan: { mutate: ['src/plan/*.ts'], tests: ['plan/*.test.ts'] },
  rotate: {
    mutate: ['src/rotate.ts', 'src/renew.ts', 'src/adding.ts', 'src/storing.ts', 'src/holdings.ts'],
    tests: ['rotate.test.ts', 'life.test.ts'],
  },
  retiring: {
    mutate: ['src/retiring.ts', 'src/wording.ts'],
    tests: ['life.test.ts', 'wording.test.ts', 'summary.test.ts'],
  },
  cleanup: {
    mutate: ['src/cleanup.ts', 'src/rollback.ts', 'src/rotation/*.ts'],
    tests: ['cleanup.test.ts', 'rollback.test.ts', 'rotation/*.test.ts'],
  },
};
const name = process.env.PART ?? 'plan';
const part = parts[name];
if (part === undefined) throw new Error(`PART must be one of ${Object.keys(parts).join(', ')}`);

export default {
  mutate: part.mutate,
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    config: {
      testMatch: part.tests.map((tests) => `<rootDir>/__tests__/${tests}`),
      testTimeout: 20_000,
      testEnvironment: './__tests__/fail-fast.cjs',
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A change that makes a loop endless ends with this.
  timeoutMS: 20_000,
  timeoutFactor: 3,
  tempDirName: 'coverage/mutation/running',
  ignorePatterns: ['coverage', 'dist'],
  reporters: ['clear-text', 'progress-append-only', 'html'],
  htmlReporter: { fileName: `coverage/mutation/${name}.html` },
  clearTextReporter: { logTests: false, reportTests: false },
};
