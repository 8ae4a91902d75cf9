import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Document } from 'openapi-backend';
import * as v from 'valibot';
import { isDocument } from '../../contracts/contract.ts';
import { once } from '../../contracts/once.ts';

const paths = [
  '/',
  '/meta',
  '/repos/{owner}/{repo}',
  '/repos/{owner}/{repo}/actions/oidc/customization/sub',
  '/repos/{owner}/{repo}/actions/variables',
  '/repos/{owner}/{repo}/actions/variables/{name}',
  '/repos/{owner}/{repo}/actions/workflows',
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}',
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/enable',
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/disable',
  '/rate_limit',
  '/users/{username}',
  '/repos/{owner}/{repo}/actions/organization-variables',
  '/repos/{owner}/{repo}/environments',
  '/repos/{owner}/{repo}/environments/{environment_name}',
  '/repos/{owner}/{repo}/actions/secrets',
  '/repos/{owner}/{repo}/actions/secrets/public-key',
  '/repos/{owner}/{repo}/issues',
  '/repos/{owner}/{repo}/issues/{issue_number}',
  '/repos/{owner}/{repo}/issues/{issue_number}/comments',
  '/repos/{owner}/{repo}/labels',
  '/repos/{owner}/{repo}/assignees/{assignee}',
  '/user',
  '/app',
  '/repos/{owner}/{repo}/actions/secrets/{secret_name}',
  ...['dependabot', 'codespaces', 'environments/{environment_name}'].flatMap((area) =>
    ['', '/public-key', '/{secret_name}'].map((end) => `/repos/{owner}/{repo}/${area}/secrets${end}`),
  ),
  ...['', '/public-key', '/{secret_name}', '/{secret_name}/repositories'].map(
    (end) => `/orgs/{org}/actions/secrets${end}`,
  ),
];

/** The published examples that the sandbox answers with. */
const examples = ['full-repository-default-response', 'root', 'api-overview'] as const;
const entries = v.record(v.string(), v.unknown());
const exampleShape = v.object({ value: entries });
const descriptionShape = v.object({
  openapi: v.string(),
  info: v.unknown(),
  paths: entries,
  components: v.record(v.string(), entries),
});

/**
 * GitHub's published description, reduced to what the sandbox serves, and some of its examples. The whole is 13 MB: it
 * is read once, and not kept.
 */
const readPublished = once(async () => {
  const require = createRequire(import.meta.url);
  const file = require.resolve('@octokit/openapi/generated/api.github.com.json');
  const whole = v.parse(descriptionShape, JSON.parse(await readFile(file, 'utf8')));
  return {
    document: reduce(whole),
    examples: Object.fromEntries(
      examples.map((name) => [name, v.parse(exampleShape, whole.components['examples']?.[name]).value]),
    ),
  };
});

export async function githubDocument(): Promise<Document> {
  return (await readPublished()).document;
}

export async function readExample(name: (typeof examples)[number]): Promise<unknown> {
  return (await readPublished()).examples[name];
}

function reduce(whole: v.InferOutput<typeof descriptionShape>): Document {
  const kept = Object.fromEntries(paths.map((path) => [path, adapt(whole.paths[path])]));
  const components: Record<string, Record<string, unknown>> = {};
  const queue = references(kept);
  for (const reference of queue) {
    const [, kind = '', name = ''] = /^#\/components\/([^/]+)\/(.+)$/.exec(reference) ?? [];
    const group = (components[kind] ??= {});
    if (name in group) continue;
    group[name] = adapt(whole.components[kind]?.[name]);
    queue.push(...references(group[name]));
  }
  const reduced: unknown = { openapi: whole.openapi, info: whole.info, paths: kept, components };
  if (!isDocument(reduced)) throw new Error('@octokit/openapi holds no OpenAPI document.');
  return reduced;
}

/** A part of the description in the form that the validator takes. */
function adapt(value: unknown): unknown {
  const text = JSON.stringify(value, (key, inner: unknown) =>
    key === 'examples' ? undefined : allowNull(inner),
  );
  return JSON.parse(text);
}

const nullable = { nullable: v.literal(true) };
const misread = v.union([
  v.looseObject({ ...nullable, type: v.optional(v.undefined()) }),
  v.looseObject({ ...nullable, enum: v.array(v.string()) }),
]);

/** Without a type, or beside an enumeration without null, the validator reads `nullable` in another way than GitHub. */
function allowNull(schema: unknown): unknown {
  const parsed = v.safeParse(misread, schema);
  if (!parsed.success) return schema;
  const others = Object.entries(parsed.output).filter(([name]) => name !== 'nullable');
  return { anyOf: [Object.fromEntries(others), { enum: [null] }] };
}

function references(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
}
