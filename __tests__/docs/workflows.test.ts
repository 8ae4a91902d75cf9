import { describe, expect, test } from '@jest/globals';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import * as v from 'valibot';
import { parse } from 'yaml';
import { action, workflows } from './repository.ts';

const step = v.object({
  id: v.optional(v.string()),
  uses: v.optional(v.string(), ''),
  with: v.optional(v.record(v.string(), v.unknown()), {}),
});
const workflowShape = v.object({
  concurrency: v.object({ group: v.string() }),
  jobs: v.record(
    v.string(),
    v.object({ permissions: v.record(v.string(), v.string()), steps: v.array(step) }),
  ),
});

describe.each(workflows)('the workflow $name', ({ name, text }) => {
  const { jobs } = v.parse(workflowShape, parse(text));
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const ours = steps.filter(({ uses }) => uses === 'org/exalate-secret-action@v1');

  test('is one for GitHub’s own parser', async () => {
    const { context, value } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    if (value === undefined) throw new Error('it is empty');
    const template = await convertWorkflowTemplate(context, value);
    expect(template.errors ?? []).toEqual([]);
  });

  test('gives this action its required inputs, and only inputs that it has', () => {
    const required = Object.entries(action.inputs).flatMap(([input, one]) => (one.required ? [input] : []));
    expect(ours).toHaveLength(1);
    for (const { with: given } of ours) {
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      expect(Object.keys(given)).toEqual(expect.arrayContaining(required));
    }
  });

  test('lets the job log in, and nothing else', () => {
    expect(Object.values(jobs).map(({ permissions }) => permissions)).toEqual([{ 'id-token': 'write' }]);
  });

  test('uses only outputs that this action has', () => {
    const ids = ours.flatMap(({ id }) => (id === undefined ? [] : [id]));
    const used = [...text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)]
      .filter(([, id = '']) => ids.includes(id))
      .map(([, , output = '']) => output);
    expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(used));
  });
});
