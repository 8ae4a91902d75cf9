// The direction of imports: index → phases → rotate → {plan, entra, destinations} → support.

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'plan-is-pure',
      comment:
        'plan/ decides; it knows no I/O. Calendar arithmetic, a digest and its encoding are all that it may take from outside.',
      severity: 'error',
      from: { path: '^src/plan/' },
      to: {
        pathNot: [
          '^src/plan/',
          '^node_modules/(date-fns|@date-fns/utc|tinyduration|@scure/base)/',
          '^(node:)?crypto$',
        ],
      },
    },
    {
      name: 'support-knows-nobody',
      severity: 'error',
      from: { path: '^src/support/' },
      to: { path: '^src/(?!support/)' },
    },
    {
      name: 'entra-stands-on-support-and-plan',
      severity: 'error',
      from: { path: '^src/entra/' },
      to: { path: '^src/(?!entra/|support/|plan/)' },
    },
    {
      name: 'destinations-stand-on-support-and-plan',
      severity: 'error',
      from: { path: '^src/destinations/' },
      to: { path: '^src/(?!destinations/|support/|plan/)' },
    },
    {
      name: 'runner-stands-on-support',
      severity: 'error',
      from: { path: '^src/runner/' },
      to: { path: '^src/(?!runner/|support/)' },
    },
    {
      name: 'nobody-imports-the-story',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/((index|phases|rotate|cleanup)\\.ts|(post|report)\\.js)$' },
      to: { path: '^src/(index|phases|rotate|cleanup)\\.ts$' },
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
