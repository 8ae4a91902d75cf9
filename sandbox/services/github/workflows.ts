import * as v from 'valibot';
import { emptyResponse, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import { readPage } from './paging.ts';
import { refuse } from './refusal.ts';
import type { Addresses } from './issues/bodies.ts';
import type { Dispatch, Workflow } from './workflow-file.ts';

/** What these routes need of a repository. */
interface Holder {
  readonly name: string;
  readonly defaultBranch: string;
  readonly workflows: readonly Workflow[];
  readonly dispatches: Dispatch[];
}

/**
 * https://docs.github.com/rest/actions/workflows
 *
 * @param key the ID of a workflow, or the name of its file; undefined for all of them
 * @param change `dispatches`, `enable` or `disable`; undefined to read
 */
export function serveWorkflows(
  request: SandboxRequest,
  addresses: Addresses,
  repository: Holder,
  key: string | undefined,
  change: string | undefined,
): SandboxResponse {
  const { workflows } = repository;
  const method = change === undefined ? 'GET' : change === 'dispatches' ? 'POST' : 'PUT';
  if (request.method !== method) return refuse(404, 'Not Found');
  const show = (each: Workflow): Record<string, unknown> => workflowBody(each, repository, addresses);
  if (key === undefined) {
    const { size, page } = readPage(request.url);
    const shown = workflows.slice((page - 1) * size, page * size).map(show);
    return jsonResponse(200, { total_count: workflows.length, workflows: shown });
  }
  const workflow = workflows.find(({ id, file: name }) => [String(id), name].includes(key));
  if (workflow === undefined) return refuse(404, 'Not Found');
  if (change === undefined) return jsonResponse(200, show(workflow));
  if (change === 'dispatches') return startWorkflow(request, repository, workflow);
  workflow.isDisabled = change === 'disable';
  return emptyResponse(204);
}

const start = v.object({
  ref: v.string(),
  inputs: v.optional(v.record(v.string(), v.union([v.string(), v.boolean(), v.number()])), {}),
});

/** https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event */
function startWorkflow(
  request: SandboxRequest,
  { defaultBranch, dispatches }: Holder,
  { file: name, inputs, isDisabled }: Workflow,
): SandboxResponse {
  const given = v.safeParse(start, jsonBody(request));
  if (!given.success) return refuse(422, 'Invalid request.');
  const { ref, inputs: values } = given.output;
  if (![defaultBranch, `refs/heads/${defaultBranch}`].includes(ref)) {
    return refuse(422, `No ref found for: ${ref}`);
  }
  // As in https://github.com/benc-uk/workflow-dispatch/issues/72
  if (isDisabled) return refuse(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  if (inputs === undefined) return refuse(422, "Workflow does not have 'workflow_dispatch' trigger");
  const unexpected = Object.keys(values).filter((each) => inputs[each] === undefined);
  if (unexpected.length > 0) return refuse(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  for (const [each, { type, required, default: usual, options }] of Object.entries(inputs)) {
    const value = values[each] ?? usual;
    if (value === undefined && required) return refuse(422, `Required input '${each}' not provided`);
    const allowed = type === 'boolean' ? ['true', 'false'] : options;
    if (value !== undefined && allowed && !allowed.includes(String(value))) {
      return refuse(
        422,
        `Provided value '${String(value)}' for input '${each}' not in the list of allowed values`,
      );
    }
  }
  const texts = Object.entries(values).map(([each, value]) => [each, String(value)]);
  dispatches.push({
    file: name,
    ref,
    inputs: v.parse(v.record(v.string(), v.string()), Object.fromEntries(texts)),
  });
  return emptyResponse(204);
}

function workflowBody(
  { id, file: fileName, name, isDisabled }: Workflow,
  repository: Holder,
  { root, web }: Addresses,
): Record<string, unknown> {
  const since = '2026-01-05T09:00:00.000Z';
  const path = `.github/workflows/${fileName}`;
  return {
    id,
    node_id: Buffer.from(`08:Workflow${id}`).toString('base64'),
    name,
    path,
    state: isDisabled ? 'disabled_manually' : 'active',
    created_at: since,
    updated_at: since,
    url: `${root}/repos/${repository.name}/actions/workflows/${id}`,
    html_url: `${web}/${repository.name}/blob/${repository.defaultBranch}/${path}`,
    badge_url: `${web}/${repository.name}/workflows/${encodeURIComponent(name)}/badge.svg`,
  };
}
