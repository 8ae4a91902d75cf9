import { expect, test } from '@jest/globals';
import { inSandbox } from '../../helpers/sandbox-client.ts';

const workflows = 'https://api.github.com/repos/acme/ops/actions/workflows';
const text = `
name: Rotate
on:
  workflow_dispatch:
    inputs:
      acknowledge: { type: string }
      dry-run: { type: boolean, default: false }
      reason: { type: string, required: true }
`;

const refusals: [string, string, object, number, string][] = [
  ['a workflow that is not there', 'other.yml', { ref: 'main' }, 404, 'Not Found'],
  ['a branch that is not there', 'rotate.yml', { ref: 'other' }, 422, 'No ref found for: other'],
  [
    'a workflow without workflow_dispatch',
    'push.yml',
    { ref: 'main' },
    422,
    "Workflow does not have 'workflow_dispatch' trigger",
  ],
  [
    'an unknown input',
    'rotate.yml',
    { ref: 'main', inputs: { reason: 'x', acknowledged: 'x' } },
    422,
    'Unexpected inputs provided: ["acknowledged"]',
  ],
  ['a missing input', 'rotate.yml', { ref: 'main', inputs: {} }, 422, "Required input 'reason' not provided"],
  [
    'a Boolean that is neither true nor false',
    'rotate.yml',
    { ref: 'main', inputs: { reason: 'x', 'dry-run': 'yes' } },
    422,
    "Provided value 'yes' for input 'dry-run' not in the list of allowed values",
  ],
];

test.each(refusals)('a start of a workflow is refused for %s', (_, file, body, status, message) =>
  inSandbox(async ({ github }, client) => {
    github.repository('acme/ops').addWorkflow('rotate.yml', text);
    github.repository('acme/ops').addWorkflow('push.yml', 'on: { push: }');
    const headers = { authorization: `Bearer ${github.tokens.administrator}` };
    const refused = await client.send(
      'POST',
      `${workflows}/${file}/dispatches`,
      headers,
      JSON.stringify(body),
    );
    expect([refused.status, refused.json['message']]).toEqual([status, message]);
    expect(github.repository('acme/ops').dispatches).toEqual([]);
  }),
);

test('a workflow is found by its file and its ID, and started with inputs', () =>
  inSandbox(async ({ github, violations }, client) => {
    const repository = github.repository('acme/ops');
    repository.addWorkflow('rotate.yml', text);
    const headers = { authorization: `Bearer ${github.tokens.administrator}` };
    const { json } = await client.send('GET', `${workflows}/rotate.yml`, headers);
    expect(json).toMatchObject({ name: 'Rotate', path: '.github/workflows/rotate.yml', state: 'active' });
    const body = JSON.stringify({ ref: 'main', inputs: { reason: 'x', 'dry-run': true } });
    const started = await client.send('POST', `${workflows}/${String(json['id'])}/dispatches`, headers, body);
    expect(started.status).toBe(204);
    expect(repository.dispatches).toEqual([
      { file: 'rotate.yml', ref: 'main', inputs: { reason: 'x', 'dry-run': 'true' } },
    ]);
    expect((await client.send('GET', workflows, headers)).json).toMatchObject({ total_count: 1 });
    expect(violations).toEqual([]);
  }));

test('a disabled workflow cannot be started until it is enabled', () =>
  inSandbox(async ({ github, violations }, client) => {
    github.repository('acme/ops').addWorkflow('rotate.yml', text);
    const headers = { authorization: `Bearer ${github.tokens.administrator}` };
    const start = async (): Promise<readonly unknown[]> => {
      const body = JSON.stringify({ ref: 'main', inputs: { reason: 'x' } });
      const { status, json } = await client.send('POST', `${workflows}/rotate.yml/dispatches`, headers, body);
      return [status, json['message']];
    };
    const stateAfter = async (change: string): Promise<unknown> => {
      expect((await client.send('PUT', `${workflows}/rotate.yml/${change}`, headers)).status).toBe(204);
      return (await client.send('GET', `${workflows}/rotate.yml`, headers)).json['state'];
    };
    expect(await stateAfter('disable')).toBe('disabled_manually');
    expect(await start()).toEqual([422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow"]);
    expect(await stateAfter('enable')).toBe('active');
    expect((await start())[0]).toBe(204);
    expect(violations).toEqual([]);
  }));
