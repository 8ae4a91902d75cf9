/** What is changed, and the tests that must notice. One part a run: all tests for each change would take too long. */
const parts = {
  'hand-over': {
    mutate: ['src/hand-over/*.ts', '!src/hand-over/hand-over-code.ts'],
    tests: ['unit/hand-over/*.test.ts', 'integration/hand-over.test.ts'],
  },
  plan: { mutate: ['src/plan/*.ts'], tests: ['unit/plan/*.test.ts'] },
  // The other integration tests take too long to run for each change, or test other directories. Only the scenarios run main.ts.
  rotation: {
    mutate: ['src/rotation/*.ts', '!src/rotation/main.ts'],
    tests: [
      'unit/rotation/*.test.ts',
      'integration/{rotate,clean-up,renewal-and-retirement,adoption}.test.ts',
    ],
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
      testEnvironment: './__tests__/helpers/fail-fast.cjs',
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A change that makes a loop endless ends with this.
  timeoutMS: 20_000,
  timeoutFactor: 3,
  tempDirName: 'coverage/mutation/running',
  ignorePatterns: ['coverage', '/dist'],
  reporters: ['clear-text', 'progress-append-only', 'html'],
  htmlReporter: { fileName: `coverage/mutation/${name}.html` },
  clearTextReporter: { logTests: false, reportTests: false },
};
