import { randomUUID } from 'node:crypto';
import { writeFileSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import * as v from 'valibot';
import { StepLog } from '../../../sandbox/runner/log.ts';
import { Masker } from '../../../sandbox/runner/masker.ts';
import { formatAnnotation } from '../../../src/runner/annotations.ts';
import { gitHubError } from '../../../src/destinations/github/errors.ts';
import { formatLabel } from '../../../src/destinations/github/secret.ts';
import { environmentStore } from '../../../src/destinations/github/stores.ts';
import { createStepOutput } from '../../../src/destinations/step-output.ts';
import { application, type Application } from '../../../src/entra/application.ts';
import { getCloud } from '../../../src/azure/cloud.ts';
import { ambiguousNameError, notFoundError } from '../../../src/entra/find-application-errors.ts';
import { twoSecretLimitError } from '../../../src/entra/graph-errors.ts';
import { loginError } from '../../../src/entra/login-errors.ts';
import { formatDestinationStatus } from '../../../src/rotation/holdings.ts';
import { invalidInputsError } from '../../../src/runner/invalid-inputs.ts';
import { createToolkit } from '../../../src/runner/toolkit.ts';
import { toActionError, type ActionError } from '../../../src/shared/action-error.ts';
import { formatWarning, describeSecret, formatPlan } from '../../../src/rotation/messages.ts';
import { hostileText } from '../../helpers/hostile-text.ts';

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

/** What the runner makes of what was printed. */
function judged(): StepLog {
  const log = new StepLog(new Masker(), true);
  for (const line of printed.join('').split(/\r\n|\n|\r/)) log.take(line);
  return log;
}

const id = '30000000-0000-4000-8000-000000000001';
const identity = { tenantId: id, clientId: id, cloud: getCloud('public') };

/** An application as Microsoft Graph sends it, with a secret, each of this name. */
function applicationNamed(name: string): Application {
  return v.parse(application, {
    id,
    appId: id,
    displayName: name,
    signInAudience: name,
    passwordCredentials: [{ keyId: id, displayName: name, endDateTime: '2028-11-22T14:30:00Z' }],
  });
}

const told = (failure: ActionError): string => formatAnnotation(failure, {});

/** Every place where text from outside can be in a message. */
const messages: Readonly<Record<string, (text: string) => string>> = {
  'a message of nothing else': (text) => text,
  'the name of an application': (text) => `Found the application "${applicationNamed(text).displayName}".`,
  'names in an error': (text) => told(ambiguousNameError(text, [{ ...applicationNamed(text) }])),
  'similar names in an error': (text) => told(notFoundError(text, false, identity, [applicationNamed(text)])),
  'descriptions in an error': (text) =>
    told(twoSecretLimitError(identity, id, applicationNamed(text).passwordCredentials.map(describeSecret))),
  'the description of a foreign secret': (text) =>
    applicationNamed(text)
      .passwordCredentials.map((secret) => formatWarning({ kind: 'earlier-lineage', secrets: [secret] }))
      .join('\n'),
  'the repository of another lineage': (text) =>
    applicationNamed(text)
      .passwordCredentials.map((secret) =>
        formatWarning({ kind: 'lineage-expiring', secret, repository: text }),
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
      retire: [],
      waiting: [],
    };
    return formatPlan(plan, [text], true).join('\n');
  },
  'the claims of a token': (text) =>
    told(loginError({ aadsts: 700212 }, identity, { issuer: text, subject: text, audience: text })),
  'the body of an answer of GitHub': (text) => {
    const store = environmentStore({ owner: 'acme', repository: 'ops', environment: text });
    const answer = {
      host: 'api.github.com',
      acceptedPermissions: undefined,
      refused: true,
      notAccessibleByIntegration: false,
    };
    const whole = { ...answer, status: 403, body: { message: text }, rateLimited: false, network: undefined };
    return told(gitHubError(whole, { store, operation: `write ${formatLabel(store, 'X')}` }));
  },
  'the label of a destination': (text) => {
    const destination = { ...createStepOutput(() => undefined), label: text };
    return formatDestinationStatus(id, [{ index: 0, destination }], { new: [0], unknown: undefined });
  },
  'an input': (text) => told(invalidInputsError([`\`expires\` is wrong: ${text}`])),
  'an error that nobody expected': (text) => told(toActionError(new Error(text))),
};

describe('whatever is in a message, the runner obeys no command in it:', () => {
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
        const { commands, lines } = judged();
        expect(commands.map(({ name }) => name)).toEqual(['add-mask', 'debug', 'notice', 'warning', 'error']);
        expect(commands[0]?.data).toBe('known value');
        expect(lines.join('')).not.toContain('known value');
      }),
      { numRuns: 300 },
    );
  });
});

test('a mask is registered exactly as the value is', () => {
  fc.assert(
    fc.property(hostileText, (value) => {
      fc.pre(value.isWellFormed());
      printed = [];
      createToolkit({}).setSecret(value);
      expect(judged().commands).toEqual([{ name: 'add-mask', properties: {}, data: value }]);
    }),
  );
});

describe('a value for the runner', () => {
  const value = 's3cr3t';
  const save = [
    [
      'output',
      'GITHUB_OUTPUT',
      (environment: Record<string, string>) => {
        createToolkit(environment).setOutput('client-secret', value);
      },
    ],
    [
      'state',
      'GITHUB_STATE',
      (environment: Record<string, string>) => {
        createToolkit(environment).saveState('journal', value);
      },
    ],
  ] as const;

  test.each(save)('goes to a file: %s', (_, name, go) => {
    const path = join(tmpdir(), randomUUID());
    writeFileSync(path, '');
    process.env[name] = path;
    try {
      go({ [name]: path });
      expect(readFileSync(path, 'utf8')).toContain(value);
      expect(printed).toEqual([]);
    } finally {
      Reflect.deleteProperty(process.env, name);
      rmSync(path);
    }
  });

  test.each(save)('is never printed where there is no such file: %s', (_, name, go) => {
    const others = ['', join(tmpdir(), randomUUID()), tmpdir(), '/dev/stdout', '/dev/null'];
    for (const environment of [{}, ...others.map((path) => ({ [name]: path }))]) {
      expect(() => {
        go(environment);
      }).toThrow(
        `runner-not-supported: This step cannot write the file that the runner names in ${name} (for `,
      );
    }
    expect(printed).toEqual([]);
  });
});
