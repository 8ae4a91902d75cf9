import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from 'openapi-backend';
import { parse } from 'yaml';
import { openOnce, isDocument } from '../contracts/contract.ts';
import type { Contract } from '../contracts/contract.ts';
import { githubDocument } from './github/description.ts';
import { errorResponse, GraphError, tracingHeaders } from './graph/errors.ts';
import { jsonResponse } from '../network/http.ts';
import type { SandboxRequest } from '../network/http.ts';

/** A folder with two more descriptions, where there is one: of GitHub's secrets, and of Graph's applications. */
const folder = process.env['SANDBOX_CONTRACTS'];

const github = openOnce(githubDocument);
const githubSecrets = folder && openOnce(() => readDocument(folder, 'github-secrets.openapi.json'));
const graphApplications = folder && openOnce(() => readDocument(folder, 'graph-applications.openapi.yaml'));

/** GitHub's side is always checked: its description comes with @octokit/openapi. */
export function githubContracts(basePath: string): Contract[] {
  const rules = {
    locate: (url: URL) => locateInGitHub(url, basePath),
    refuse: (_request: SandboxRequest, problems: string) =>
      jsonResponse(422, { message: `Invalid request.\n\n${problems}`, status: '422' }),
  };
  return [
    { ...rules, description: github },
    ...(githubSecrets ? [{ ...rules, description: githubSecrets }] : []),
  ];
}

/** Links to the next page name the repository or organization by its ID, and go on from a cursor; neither is described. */
function locateInGitHub(url: URL, basePath: string): { path: string; query: URLSearchParams } {
  const query = new URLSearchParams(url.searchParams);
  query.delete('after');
  const path = url.pathname
    .slice(basePath.length)
    .replace(/^\/repositories\/\d+/, '/repos/o/r')
    // Digits are an ID and a file name, too, where the description allows one of them only.
    .replace(/\/actions\/workflows\/\d+/, '/actions/workflows/w.yml')
    .replace(/^\/organizations\/\d+/, '/orgs/o');
  return { path, query };
}

export function graphContracts(now: () => number): Contract[] {
  if (!graphApplications) return [];
  return [
    {
      description: graphApplications,
      locate: locateInGraph,
      refuse: (request, problems) =>
        errorResponse(new GraphError(400, 'BadRequest', problems), tracingHeaders(request), now()),
    },
  ];
}

/** `/applications(appId='…')` is described like `/applications/{id}`, which a router can match. */
function locateInGraph(url: URL): { path: string; query: URLSearchParams } | undefined {
  const path = decodeURIComponent(url.pathname).replace(/^\/v1\.0/, '');
  // The description has no counts, and would take this for an ID.
  if (!path.startsWith('/applications') || path === '/applications/$count') return undefined;
  const query = new URLSearchParams(url.searchParams);
  // It comes from Graph's own links to the next page, which clients follow as they are.
  query.delete('$skiptoken');
  return { path: path.replace(/\(appId='([^']*)'\)/, '/$1'), query };
}

async function readDocument(directory: string, name: string): Promise<Document> {
  // YAML holds JSON.
  const document: unknown = parse(await readFile(join(directory, name), 'utf8'));
  if (!isDocument(document)) throw new Error(`${name} is no OpenAPI document.`);
  return document;
}
