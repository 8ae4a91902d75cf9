import { describe, expect, test } from '@jest/globals';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import * as v from 'valibot';
import { parse } from 'yaml';
import { action, reportAction, workflows } from '../helpers/repository.ts';

const step = v.object({
  id: v.optional(v.string()),
  uses: v.optional(v.string(), ''),
  with: v.optional(v.record(v.string(), v.unknown()), {}),
});
const workflowShape = v.object({
  jobs: v.record(
    v.string(),
    v.object({ permissions: v.record(v.string(), v.string()), steps: v.optional(v.array(step), []) }),
  ),
});

const actions: ReadonlyMap<string, typeof action> = new Map([
  ['org/exalate-secret-action@v1', action],
  ['org/exalate-secret-action/report@v1', reportAction],
]);

describe.each(workflows)('the workflow $name', ({ name, text }) => {
  const { jobs } = v.parse(workflowShape, parse(text));
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const ours = steps.flatMap((one) => {
    const used = actions.get(one.uses);
    return used === undefined ? [] : [{ ...one, used }];
  });

  test('is valid for GitHub’s own parser', async () => {
    const { context, value } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    if (value === undefined) throw new Error('it is empty');
    const template = await convertWorkflowTemplate(context, value);
    expect(template.errors ?? []).toEqual([]);
  });

  test('gives this action its required inputs, and only inputs that it has', () => {
    expect(ours.length).toBeGreaterThan(0);
    for (const { with: given, used } of ours) {
      const required = Object.entries(used.inputs).flatMap(([input, one]) => (one.required ? [input] : []));
      expect(Object.keys(used.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      expect(Object.keys(given)).toEqual(expect.arrayContaining(required));
    }
  });

  test('names the application by an ID: anyone in the tenant can register another one with its name', () => {
    for (const { with: given } of ours) {
      if (!('application' in given)) continue;
      expect(given['application']).toMatch(
        /^\$\{\{ (vars\.EXALATE_APPLICATION_ID|matrix\.[\w-]+\.(object|application)-id) \}\}$/,
      );
    }
  });

  test('removes no secret that may still be in use in Exalate', () => {
    for (const { with: given } of ours) expect(given['retire-after'] ?? 'never').toBe('never');
  });

  test('gives its jobs only the permission to log in, and to open an issue if they do', () => {
    for (const { permissions } of Object.values(jobs)) {
      const { issues, ...rest } = permissions;
      expect(rest).toEqual({ 'id-token': 'write' });
      expect(issues).toBe(issues === undefined ? undefined : 'write');
      expect(issues === undefined || text.includes('gh issue create')).toBe(true);
    }
  });

  test('never runs twice at the same time, unless another workflow calls it', () => {
    const shape = v.object({ concurrency: v.object({ group: v.string() }) });
    expect(v.is(shape, parse(text))).toBe(!text.includes('workflow_call:'));
  });

  test('uses only outputs that this action has', () => {
    for (const { id, used } of ours) {
      const asked = [...text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)].filter(([, of]) => of === id);
      const outputs = asked.map(([, , output = '']) => output);
      expect(Object.keys(used.outputs)).toEqual(expect.arrayContaining(outputs));
    }
  });
});
