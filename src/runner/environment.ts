import { ActionError } from '../shared/action-error.ts';
import { neutralize, toPlainText } from '../shared/plain-text.ts';
import { normalizeProxy } from './proxy.ts';

/**
 * Every variable that Node 24 and the bundled libraries read, and how the action treats it. A name that ends in `*` is a prefix.
 * docs/security-model.md describes each one. Tests compare this table with that document, with the bundle and with Node.
 *
 * - ignored: removed before the library that reads it is loaded, or has no effect on what the action does
 * - refused: the action stops before its first request
 * - trusted: works as documented; anyone who can set it is trusted anyway
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

/** What a refused variable does, to complete "which …". */
const risks: Readonly<Record<(typeof variables.refused)[number], string>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: 'turns off the verification of TLS certificates',
  NODE_DEBUG: 'prints requests, with the credentials in them, to the log',
  NODE_DEBUG_NATIVE: 'prints the internals of Node to the log',
};

/**
 * Variables that Node reads at startup. Node prints the values of some when they are invalid, before this action can neutralize
 * them: NODE_EXTRA_CA_CERTS, and SSL_CERT_DIR with NODE_USE_SYSTEM_CA (observed with Node 24).
 */
const readByNode = /^(NODE|SSL|OPENSSL|UV)_/i;

/**
 * Refuses variables that weaken the security of the action, and removes those that change the behaviour of its libraries.
 * Settles which proxy all requests use.
 * Every phase calls this before it loads a library, since libraries read variables when they are loaded.
 *
 * @param environment the variables of the process; the ignored variables are deleted from it
 * @throws ActionError `unsafe-environment`, `proxy-invalid`
 */
export function secureEnvironment(environment: Record<string, string | undefined>): void {
  const names = Object.keys(environment);
  const unsafe = [
    ...variables.refused
      .filter((name) => isUnsafe(name, environment[name] ?? ''))
      .map((name) => `${name}, which ${risks[name]}`),
    ...names
      .filter((name) => readByNode.test(name) && mayContainCommand(environment[name] ?? ''))
      .map((name) => `${toPlainText(name)}, which Node may print, and whose value ${unsafeCharacters}`),
  ];
  if (unsafe.length > 0) throw unsafeEnvironmentError(unsafe);
  const ignored = names.filter((name) => variables.ignored.some((entry) => matchesVariable(entry, name)));
  for (const name of ignored) Reflect.deleteProperty(environment, name);
  normalizeProxy(environment);
}

/** Whether an entry of the table matches a variable. Names are case-insensitive, as on Windows. */
export function matchesVariable(entry: string, name: string): boolean {
  const [pattern, variable] = [entry.toLowerCase(), name.toLowerCase()];
  return pattern.endsWith('*') ? variable.startsWith(pattern.slice(0, -1)) : variable === pattern;
}

/** Node verifies certificates unless the value is exactly `0`. */
function isUnsafe(name: (typeof variables.refused)[number], value: string): boolean {
  return name === 'NODE_TLS_REJECT_UNAUTHORIZED' ? value === '0' : value !== '';
}

const unsafeCharacters =
  'contains invisible characters, or characters that GitHub Actions reads as a command';

/** Whether a printed value could contain a runner command. */
function mayContainCommand(value: string): boolean {
  return neutralize(value) !== value || toPlainText(value) !== value;
}

/** @param unsafe the name of each variable, with the reason */
function unsafeEnvironmentError(unsafe: readonly string[]): ActionError {
  return new ActionError('unsafe-environment', {
    problem: ['The action refuses to run with these environment variables:', ...unsafe].join('\n  - '),
    likelyCause:
      'they are set by the workflow, an earlier step of the job, or the configuration of the runner.',
    remedy:
      'remove them. If a proxy uses its own certificate authority, set NODE_EXTRA_CA_CERTS to the path of its certificate (PEM).',
  });
}
