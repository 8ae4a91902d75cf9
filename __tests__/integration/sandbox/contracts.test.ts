import { expect, test } from '@jest/globals';
import { openOnce, isDocument, withContract } from '../../../sandbox/contracts/contract.ts';
import type { Violation } from '../../../sandbox/contracts/contract.ts';
import { jsonResponse } from '../../../sandbox/network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../../sandbox/network/http.ts';

const document: unknown = {
  openapi: '3.0.3',
  info: { title: 'test', version: '1' },
  paths: {
    '/things/{id}': {
      post: {
        operationId: 'things/change',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'loud', in: 'query', schema: { type: 'boolean' } },
        ],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { type: 'object', required: ['name'] } } },
        },
        responses: {
          200: {
            description: 'good',
            content: { 'application/json': { schema: { type: 'object', required: ['id'] } } },
          },
          204: { description: 'nothing' },
          '4XX': {
            description: 'bad',
            content: { 'application/json': { schema: { type: 'object', required: ['error'] } } },
          },
        },
      },
    },
  },
};

const good = { method: 'POST', path: '/api/things/1?loud=true', body: '{"name":"x"}' };
const cases: [string, Partial<typeof good>, SandboxResponse, number, Violation['by'] | undefined][] = [
  ['what is allowed passes', {}, jsonResponse(200, { id: 1 }), 200, undefined],
  ['no body is needed where none is described', {}, { status: 204, headers: {}, body: '' }, 204, undefined],
  ['a range of statuses is known', {}, jsonResponse(404, { error: 1 }), 404, undefined],
  ['a path that is not described passes', { path: '/api/others' }, jsonResponse(200, []), 200, undefined],
  ['a method that is not described passes', { method: 'GET' }, jsonResponse(200, []), 200, undefined],
  ['a path of another API passes', { path: '/else/things/1' }, jsonResponse(200, []), 200, undefined],
  ['a body without its field', { body: '{}' }, jsonResponse(200, { id: 1 }), 422, 'client'],
  ['a body that is not JSON', { body: 'name' }, jsonResponse(200, { id: 1 }), 422, 'client'],
  [
    'a query of the wrong kind',
    { path: '/api/things/1?loud=perhaps' },
    jsonResponse(200, { id: 1 }),
    422,
    'client',
  ],
  ['a response without its field', {}, jsonResponse(200, {}), 500, 'sandbox'],
  ['a refusal without its field', {}, jsonResponse(403, {}), 500, 'sandbox'],
];

test.each(cases)('%s', async (_name, change, answer, status, by) => {
  if (!isDocument(document)) throw new Error('no document');
  const violations: Violation[] = [];
  const contract = {
    description: openOnce(() => Promise.resolve(document)),
    locate: (url: URL) =>
      url.pathname.startsWith('/api/')
        ? { path: url.pathname.slice('/api'.length), query: url.searchParams }
        : undefined,
    refuse: (_request: SandboxRequest, problems: string) => jsonResponse(422, { problems }),
  };
  const service = withContract(() => Promise.resolve(answer), contract, violations);
  expect((await service(request({ ...good, ...change }))).status).toBe(status);
  expect(violations.map((each) => each.by)).toEqual(by === undefined ? [] : [by]);
});

function request({ method, path, body }: typeof good): SandboxRequest {
  return {
    method,
    host: 'x',
    url: new URL(`https://x${path}`),
    headers: { 'content-type': 'application/json' },
    body,
    finished: Promise.resolve(),
  };
}
