import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import * as v from 'valibot';
import { StepLog } from '../../../sandbox/runner/log.ts';
import { Masker } from '../../../sandbox/runner/masker.ts';
import { formatAnnotation } from '../../../src/runner/annotations.ts';
import { gitHubError } from '../../../src/destinations/github/errors.ts';
import { locateSecret } from '../../../src/destinations/github/secret-kinds.ts';
import { createStepOutput } from '../../../src/destinations/step-output.ts';
import { application, type Application } from '../../../src/entra/graph/application.ts';
import { getCloud } from '../../../src/azure/cloud.ts';
import { ambiguousNameError, notFoundError } from '../../../src/entra/graph/find-application-errors.ts';
import { twoSecretLimitError } from '../../../src/entra/graph/errors.ts';
import { loginFailure } from '../../helpers/login-failure.ts';
import { loginError } from '../../../src/entra/login/errors.ts';
import { formatDestinationStatus } from '../../../src/rotation/roll-back.ts';
import { invalidInputsError } from '../../../src/runner/invalid-inputs.ts';
import { createToolkit } from '../../../src/runner/toolkit.ts';
import { toActionError, type ActionError } from '../../../src/shared/action-error.ts';
import { formatWarning, describeSecret, formatPlan } from '../../../src/rotation/messages.ts';
import { hostileText } from '../../helpers/hostile-text.ts';
import { serviceError } from '../../helpers/service-error.ts';

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
  process.exitCode = undefined;
});

/** Processes the printed text as the runner does. */
function processPrinted(): StepLog {
  const log = new StepLog(new Masker(), true);
  for (const line of printed.join('').split(/\r\n|\n|\r/)) log.take(line);
  return log;
}

const id = '30000000-0000-4000-8000-000000000001';
const identity = { tenantId: id, clientId: id, cloud: getCloud('public') };

/** An application as Microsoft Graph sends it, with a secret of the same name. */
function applicationNamed(name: string): Application {
  return v.parse(application, {
    id,
    appId: id,
    displayName: name,
    signInAudience: name,
    passwordCredentials: [{ keyId: id, displayName: name, endDateTime: '2028-11-22T14:30:00Z' }],
  });
}

const annotate = (error: ActionError): string => formatAnnotation(error, {});

/** Every kind of message that contains untrusted text. */
const messages: Readonly<Record<string, (text: string) => string>> = {
  'a message without other text': (text) => text,
  'the name of an application': (text) => `Found the application "${applicationNamed(text).displayName}".`,
  'names in an error': (text) => annotate(ambiguousNameError(text, [{ ...applicationNamed(text) }])),
  'similar names in an error': (text) =>
    annotate(notFoundError(text, false, identity, [applicationNamed(text)])),
  'descriptions in an error': (text) =>
    annotate(
      twoSecretLimitError(identity, id, applicationNamed(text).passwordCredentials.map(describeSecret)),
    ),
  'the description of a foreign secret': (text) =>
    applicationNamed(text)
      .passwordCredentials.map((secret) =>
        formatWarning({ kind: 'earlier-lineage', secrets: [secret] }, false),
      )
      .join('\n'),
  'the repository of another lineage': (text) =>
    applicationNamed(text)
      .passwordCredentials.map((secret) =>
        formatWarning({ kind: 'lineage-expiring', secret, repository: text }, false),
      )
      .join('\n'),
  'a plan': (text) => {
    const endDateTime = new Date('2028-11-22T14:30:00Z');
    const reasons = [{ kind: 'empty' as const, label: text }];
    const plan = {
      kind: 'add' as const,
      reasons,
      displayName: text,
      endDateTime,
      retireFirst: [],
      compromised: [],
      retire: [],
      retained: [],
      nextRenewal: undefined,
    };
    return formatPlan(plan, [text], true).join('\n');
  },
  'the claims of a token': (text) =>
    annotate(loginError(loginFailure(700212), identity, { issuer: text, subject: text, audience: text })),
  'the enterprise of a token': (text) =>
    annotate(
      loginError(loginFailure(7002381), identity, {
        issuer: 'i',
        subject: 's',
        audience: 'a',
        enterprise: text,
      }),
    ),
  'the body of an answer of GitHub': (text) => {
    const spec = { owner: 'acme', repository: 'ops', environment: text, name: 'X' };
    const location = locateSecret({ kind: 'environment-secret', ...spec });
    const error = serviceError([], text);
    const api = { host: 'api.github.com', tokenKind: 'other' } as const;
    const operation = `write ${location.label}`;
    return annotate(gitHubError({ status: 403, headers: {}, error }, { location, operation, api }));
  },
  'the label of a destination': (text) => {
    const destination = { ...createStepOutput(() => undefined), label: text };
    return formatDestinationStatus(id, [destination], { stored: [0], unconfirmedWrite: undefined });
  },
  'an input': (text) => annotate(invalidInputsError([`\`expires\` is wrong: ${text}`])),
  'an unexpected error': (text) => annotate(toActionError(new Error(text))),
};

describe('the runner executes no command from', () => {
  test.each(Object.entries(messages))('%s', (_, messageWith) => {
    fc.assert(
      fc.property(hostileText, (text) => {
        printed = [];
        const toolkit = createToolkit({});
        const message = messageWith(text);
        toolkit.info(message);
        toolkit.setSecret('known value');
        toolkit.debug(message);
        toolkit.notice(message);
        toolkit.warning(message);
        toolkit.setFailed(message);
        toolkit.info(message);
        const { commands, lines } = processPrinted();
        expect(commands.map(({ name }) => name)).toEqual(['add-mask', 'debug', 'notice', 'warning', 'error']);
        expect(commands[0]?.data).toBe('known value');
        expect(lines.join('')).not.toContain('known value');
      }),
      { numRuns: 300 },
    );
  });
});

test('setSecret masks exactly the value', () => {
  fc.assert(
    fc.property(hostileText, (value) => {
      fc.pre(value.isWellFormed());
      printed = [];
      createToolkit({}).setSecret(value);
      expect(processPrinted().commands).toEqual([{ name: 'add-mask', properties: {}, data: value }]);
    }),
  );
});

test.each([
  ['github-token', 's3cr3t', ['s3cr3t']],
  ['github-token', 's3cr3t\nt0k+n', ['s3cr3t\nt0k+n', 's3cr3t', 't0k+n', 's3cr3t%0At0k%2Bn']],
  ['github-token', '', []],
  ['application', 'Exalate', []],
])('getInput masks a token before it returns it: %s, %j', (name, value, masks) => {
  const variable = `INPUT_${name.toUpperCase()}`;
  process.env[variable] = value;
  try {
    expect(createToolkit({}).getInput(name)).toBe(value);
    expect(processPrinted().commands.map(({ data }) => data)).toEqual(masks);
  } finally {
    Reflect.deleteProperty(process.env, variable);
  }
});
