import * as v from 'valibot';
import { jsonBody, jsonResponse } from '../../../network/http.ts';
import type { SandboxResponse } from '../../../network/http.ts';
import { refuse } from '../refusal.ts';
import { labelBody } from './bodies.ts';
import { findContentProblems, refuseContent } from './refusals.ts';
import { canPush, type Scene } from './serve.ts';

const newLabel = v.strictObject({
  name: v.string(),
  color: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{6}$/i))),
  description: v.nullish(v.pipe(v.string(), v.maxLength(100))),
});

/** https://docs.github.com/rest/issues/labels#create-a-label. For people who may not, it does not exist: https://github.com/PyGithub/PyGithub/issues/504 */
export function serveLabels({ request, repository, access, addresses }: Scene): SandboxResponse {
  if (request.method !== 'POST') return refuse(404, 'Not Found');
  if (!canPush(access, repository)) return refuse(404, 'Not Found');
  const given = v.safeParse(newLabel, jsonBody(request));
  if (!given.success) return refuse(422, `Invalid request.\n\n${v.summarize(given.issues)}`);
  const { name, color, description } = given.output;
  const problems = findContentProblems({ labels: [name] });
  if (problems.length > 0) return refuseContent(...problems);
  const { issues } = repository;
  if (issues.hasLabel(name))
    return refuseContent({ resource: 'Label', field: 'name', code: 'already_exists' });
  issues.label(name, color, description);
  const root = `${addresses.root}/repos/${repository.name}`;
  const shown = labelBody(issues, name, root);
  return jsonResponse(201, shown, { location: String(shown['url']) });
}
