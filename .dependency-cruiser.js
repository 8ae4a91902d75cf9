// The direction of imports: a directory may import those on lower levels, and those on its own level unless a rule below forbids it.
const levels = [
  ['action\\.ts$'],
  ['rotation', 'report'],
  ['entra', 'destinations', 'hand-over'],
  ['plan', 'github', 'runner', 'http'],
  ['azure', 'shared'],
];

const forbidImport = (from, to) => ({
  name: `${from}-does-not-import-${to}`,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: `^src/${to}/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    ...levels.slice(1).map((directories, index) => ({
      name: `downwards-only-from-${directories.join('-')}`,
      comment: 'Imports run downwards, by the levels above.',
      severity: 'error',
      from: { path: `^src/(${directories.join('|')})/` },
      to: {
        path: `^src/(${levels
          .slice(0, index + 1)
          .flat()
          .join('|')})`,
      },
    })),
    ...[
      ['rotation', 'report'],
      ['entra', 'destinations'],
      ['entra', 'hand-over'],
      ['destinations', 'hand-over'],
    ].flatMap(([left, right]) => [forbidImport(left, right), forbidImport(right, left)]),
    {
      name: 'plan-is-pure',
      comment:
        'plan/ decides and does no I/O. It may import calendar arithmetic, a digest and its encoding, nothing else.',
      severity: 'error',
      from: { path: '^src/plan/' },
      to: {
        pathNot: [
          '^src/plan/',
          // Not all of shared/, which also has the system clock.
          '^src/shared/(duration|timestamp)\\.ts$',
          '^node_modules/@scure/base/',
          '^(node:)?crypto$',
        ],
      },
    },
    {
      name: 'entra-and-destinations-take-only-types-from-plan',
      severity: 'error',
      from: { path: '^src/(entra|destinations)/' },
      to: { path: '^src/plan/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-runner-imports-the-toolkit',
      comment:
        'src/runner/ neutralizes every message before it prints it; other code gets its toolkit through small interfaces.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/runner/' },
      to: { path: '^node_modules/@actions/core/' },
    },
    {
      name: 'only-entra-imports-clients-of-entra-and-graph',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/entra/' },
      to: { path: '^node_modules/(@azure/identity|@microsoft/)' },
    },
    {
      name: 'only-github-imports-the-client-of-github',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/github/' },
      to: { path: '^node_modules/(@actions/github|@octokit/)' },
    },
    {
      name: 'only-destinations-encrypt',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/destinations/' },
      to: { path: '^node_modules/(libsodium|age-encryption)' },
    },
    {
      name: 'the-action-imports-only-itself',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(sandbox|bench|scripts|__tests__)/' },
    },
    {
      name: 'the-sandbox-does-not-import-the-action',
      comment:
        'It tests the action against the published API descriptions, not against the action’s own code.',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^src/' },
    },
    {
      name: 'the-sandbox-does-not-import-benchmarks-scripts-or-tests',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^(bench|scripts|__tests__)/' },
    },
    {
      name: 'scripts-do-not-import-the-action',
      comment: 'They build, test and release it as GitHub and its users get it.',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^(src|bench|__tests__)/' },
    },
    {
      name: 'benchmarks-import-only-the-sandbox',
      severity: 'error',
      from: { path: '^bench/', pathNot: '^bench/fleet/' },
      to: { path: '^(src|scripts|__tests__)/' },
    },
    {
      name: 'the-simulated-fleet-imports-only-decisions',
      comment: 'It runs the planner and the report in its own process, without any service.',
      severity: 'error',
      from: { path: '^bench/fleet/' },
      to: {
        pathNot: [
          '^bench/fleet/',
          '^src/plan/',
          '^src/report/(findings|outputs)\\.ts$',
          '^src/shared/duration\\.ts$',
          '^node_modules/valibot/',
        ],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
