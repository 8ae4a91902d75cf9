import { ActionError } from '../shared/action-error.ts';
import { neutralize, toPlainText } from '../shared/plain-text.ts';

/**
 * Every variable that Node 24 and the bundled libraries read, and what becomes of it. A name that ends in `*` stands for
 * all that begin so. docs/security-model.md says what each does; tests compare the two, and both with what is read.
 *
 * - ignored: removed before a library that reads it is loaded, or without effect on what the action does
 * - refused: the action stops before its first request
 * - trusted: works as documented; who may set it is trusted anyway
 */
export const variables = {
  ignored: [
    ...['AZURE_*', 'MSAL_*', 'REGION_NAME', 'DEBUG', 'DEBUG_*', 'NODE_USE_ENV_PROXY'],
    ...['HTTP_PROXY', 'ALL_PROXY', 'ProgramData', 'ProgramFiles', '__IS_WSL_TEST__', 'SSH_*'],
    ...['TRAVIS', 'CIRCLECI', 'APPVEYOR', 'GITLAB_CI', 'BUILDKITE'],
    ...['CI', 'CI_NAME', 'TEAMCITY_VERSION', 'TERM', 'TERM_PROGRAM', 'TERM_PROGRAM_VERSION', 'COLORTERM'],
    ...['FORCE_COLOR', 'NO_COLOR', 'NODE_DISABLE_COLORS', 'NODE_REPL_EXTERNAL_MODULE', 'NODE_REPL_HISTORY'],
  ],
  refused: ['NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_DEBUG', 'NODE_DEBUG_NATIVE'],
  trusted: [
    ...['INPUT_*', 'STATE_*', 'GITHUB_*', 'RUNNER_*', 'ACTIONS_ORCHESTRATION_ID'],
    ...['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
    ...['HTTPS_PROXY', 'NO_PROXY'],
    ...['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'OPENSSL_CONF'],
    ...['NODE_OPTIONS', 'NODE_PATH', 'NODE_PRESERVE_SYMLINKS', 'NODE_COMPILE_CACHE', 'NODE_ICU_DATA', 'TZ'],
    ...['NODE_NO_WARNINGS', 'NODE_PENDING_DEPRECATION', 'NODE_REDIRECT_WARNINGS', 'NODE_V8_COVERAGE'],
    ...['NODE_PENDING_PIPE_INSTANCES', 'NODE_SKIP_PLATFORM_CHECK', 'UV_*', 'UNDICI_NO_FG', 'JEST_WORKER_ID'],
    ...['PATH', 'PATHEXT', 'COMSPEC', 'SYSTEMROOT', 'windir'],
  ],
} as const;

/** What a variable that is refused does, to complete "which …". */
const risks: Readonly<Record<(typeof variables.refused)[number], string>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: 'turns off the verification of TLS certificates',
  NODE_DEBUG: 'prints requests, with the credentials in them, to the log',
  NODE_DEBUG_NATIVE: 'prints the internals of Node to the log',
};

/**
 * Variables that Node reads as it starts. It prints some of them when it cannot use them, past everything that makes a line
 * harmless: NODE_EXTRA_CA_CERTS, and SSL_CERT_DIR with NODE_USE_SYSTEM_CA (seen with Node 24).
 */
const readByNode = /^(NODE|SSL|OPENSSL|UV)_/i;

/**
 * Refuses variables that would weaken the action, and removes those that would change what its libraries do. Called
 * before anything else in every phase, since libraries read variables as they are loaded.
 *
 * @param environment the process's own, which is changed
 * @throws Failure `unsafe-environment`
 */
export function secureEnvironment(environment: Record<string, string | undefined>): void {
  const names = Object.keys(environment);
  const unsafe = [
    ...variables.refused
      .filter((name) => isUnsafe(name, environment[name] ?? ''))
      .map((name) => `${name}, which ${risks[name]}`),
    ...names
      .filter((name) => readByNode.test(name) && mayContainCommand(environment[name] ?? ''))
      .map((name) => `${toPlainText(name)}, which Node may print, and which ${unsafeCharacters}`),
  ];
  if (unsafe.length > 0) throw unsafeEnvironmentError(unsafe);
  const ignored = names.filter((name) => variables.ignored.some((one) => matchesVariable(one, name)));
  for (const name of ignored) Reflect.deleteProperty(environment, name);
}

/** Whether an entry of the table stands for a variable. Windows does not tell upper from lower case. */
export function matchesVariable(entry: string, name: string): boolean {
  const [wanted, given] = [entry.toLowerCase(), name.toLowerCase()];
  return wanted.endsWith('*') ? given.startsWith(wanted.slice(0, -1)) : given === wanted;
}

/** Node checks certificates unless the value is exactly `0`. */
function isUnsafe(name: (typeof variables.refused)[number], value: string): boolean {
  return name === 'NODE_TLS_REJECT_UNAUTHORIZED' ? value === '0' : value !== '';
}

const unsafeCharacters =
  'contains invisible characters, or characters that GitHub Actions reads as a command';

/** Whether the runner could find a command in a value that is printed. */
function mayContainCommand(value: string): boolean {
  return neutralize(value) !== value || toPlainText(value) !== value;
}

/** @param unsafe names of variables, and what is wrong with each */
function unsafeEnvironmentError(unsafe: readonly string[]): ActionError {
  return new ActionError('unsafe-environment', {
    problem: ['The action does not run with these environment variables:', ...unsafe].join('\n  '),
    likelyCause: 'the workflow, an earlier step of the job or the configuration of the runner sets them.',
    remedy:
      'remove them. If a proxy uses its own certificate authority, set NODE_EXTRA_CA_CERTS to the file of its certificate (PEM).',
  });
}
