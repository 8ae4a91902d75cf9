// The direction of imports: each level may import those below it, and directories beside it where no rule says otherwise.
const levels = [
  ['action\\.ts$'],
  ['rotation', 'report'],
  ['entra', 'destinations'],
  ['plan', 'azure', 'runner', 'http'],
  ['shared'],
];

const apart = (one, other) => ({
  name: `${one}-does-not-know-${other}`,
  severity: 'error',
  from: { path: `^src/${one}/` },
  to: { path: `^src/${other}/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...levels.slice(1).map((directories, index) => ({
      name: `downwards-only-from-${directories.join('-')}`,
      comment: 'Imports run downwards: see the levels above.',
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
    ].flatMap(([one, other]) => [apart(one, other), apart(other, one)]),
    {
      name: 'plan-is-pure',
      comment:
        'plan/ decides; it knows no I/O. Calendar arithmetic, a digest and its encoding are all that it may take.',
      severity: 'error',
      from: { path: '^src/plan/' },
      to: {
        pathNot: [
          '^src/plan/',
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
      name: 'only-runner-knows-the-toolkit',
      comment:
        'What is printed is made harmless in src/runner/, whose toolkit is handed on as small interfaces.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/runner/' },
      to: { path: '^node_modules/@actions/core/' },
    },
    {
      name: 'only-entra-knows-entra',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/entra/' },
      to: { path: '^node_modules/(@azure/identity|@microsoft/)' },
    },
    {
      name: 'only-destinations-know-github',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/destinations/' },
      to: { path: '^node_modules/(@actions/github|@octokit/|libsodium)' },
    },
    {
      name: 'the-action-does-not-ship-the-sandbox',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(sandbox|__tests__)/' },
    },
    {
      name: 'the-sandbox-is-no-mirror',
      comment: 'It judges the action from the published descriptions, not from the action’s own code.',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^src/' },
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
