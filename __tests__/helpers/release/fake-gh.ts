import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { GhResult } from '../../../scripts/release/gh.ts';
import {
  answer,
  type FakeGitHub,
  type FakeRequest,
  type FakeResponse,
  type Requester,
} from './fake-github.ts';

export const repository = 'acme/exalate-secret-action';
const root = `repos/${repository}/`;

/** Runs the commands of GitHub CLI that a release uses, and refuses all others. */
export function runFakeGh(github: FakeGitHub, requester: Requester, args: readonly string[]): GhResult {
  github.requests += 1;
  const isLost = github.lost?.request === github.requests;
  if (isLost && github.lost?.done === false) return noAnswer;
  const [command, ...rest] = args;
  const result =
    command === 'api' ? runApi(github, requester, rest) : runReleaseCreate(github, requester, args);
  return isLost ? noAnswer : result;
}

const noAnswer: GhResult = { exitCode: 1, stdout: '', stderr: 'error connecting to api.github.com' };

function runApi(github: FakeGitHub, requester: Requester, args: readonly string[]): GhResult {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      method: { type: 'string', default: 'GET' },
      paginate: { type: 'boolean', default: false },
      jq: { type: 'string' },
      field: { type: 'string', short: 'F', multiple: true, default: [] },
      'raw-field': { type: 'string', short: 'f', multiple: true, default: [] },
    },
  });
  const [path = ''] = positionals;
  if (positionals.length !== 1 || !path.startsWith(root)) throw new Error(`unexpected: ${args.join(' ')}`);
  const fields: FakeRequest['fields'] = Object.fromEntries<string | boolean>([
    ...values['raw-field'].map(splitField),
    ...values.field.map(splitField).map(convertField),
  ]);
  const request = { requester, method: values.method, path: path.slice(root.length), fields };
  const response = answer(github, request);
  if (values.method !== 'GET')
    github.changes.push(`${response.status} ${values.method} ${request.path} ${JSON.stringify(fields)}`);
  return print(response, values.jq, values.paginate);
}

function splitField(field: string): readonly [string, string] {
  const [name = '', ...value] = field.split('=');
  return [name, value.join('=')];
}

/** GitHub CLI converts the value of `-F`: https://cli.github.com/manual/gh_api */
function convertField([name, text]: readonly [string, string]): readonly [string, string | boolean] {
  return [name, text === 'true' || text === 'false' ? text === 'true' : text];
}

function print({ status, body }: FakeResponse, jq: string | undefined, paginate: boolean): GhResult {
  const json = body === undefined ? '' : JSON.stringify(body);
  if (status >= 400) {
    return { exitCode: 1, stdout: json, stderr: `gh: ${readMessage(body)} (HTTP ${status})\n` };
  }
  if (Array.isArray(body) !== paginate || (jq === '.[]') !== paginate) throw new Error('a list has pages');
  const lines = Array.isArray(body) ? body.map((one) => `${JSON.stringify(one)}\n`) : [json];
  return { exitCode: 0, stdout: lines.join(''), stderr: '' };
}

function readMessage(body: unknown): string {
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';
}

/** `gh release create --draft`. */
function runReleaseCreate(github: FakeGitHub, requester: Requester, args: readonly string[]): GhResult {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      repo: { type: 'string' },
      draft: { type: 'boolean' },
      prerelease: { type: 'boolean', default: false },
      target: { type: 'string', default: '' },
      title: { type: 'string' },
      notes: { type: 'string', default: '' },
    },
  });
  const [command, action, tag = '', ...files] = positionals;
  if (command !== 'release' || action !== 'create' || values.repo !== repository || values.draft !== true)
    throw new Error(`unexpected: ${args.join(' ')}`);
  if (requester === 'read' || !github.commits.includes(values.target))
    return { exitCode: 1, stdout: '', stderr: 'HTTP 403: Resource not accessible by integration\n' };
  // Several drafts can have the same tag, but a draft cannot have the tag of a release.
  if (github.releases.some((one) => one.tag_name === tag && !one.draft))
    return { exitCode: 1, stdout: '', stderr: `a release with the same tag name already exists: ${tag}\n` };
  const id = 1000 + github.requests;
  github.releases.unshift({
    id,
    tag_name: tag,
    target_commitish: values.target,
    body: values.notes,
    draft: true,
    prerelease: values.prerelease,
    immutable: false,
    make_latest: '',
    html_url: `https://github.com/${repository}/releases/tag/untagged-${id}`,
    assets: files.map((file) => ({
      name: basename(file),
      digest: `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`,
    })),
  });
  github.changes.push(`201 create the draft ${tag}`);
  return { exitCode: 0, stdout: '', stderr: '' };
}
