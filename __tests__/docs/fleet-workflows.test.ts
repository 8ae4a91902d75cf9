import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { read } from '../helpers/repository.ts';
import { readJobs } from '../helpers/workflow-shape.ts';
import { findDurations } from '../helpers/workflow-text.ts';

describe('the workflows for a fleet', () => {
  const [caller, called] = ['report', 'renew-shard'].map((name) => read(`examples/${name}.yml`));
  const calledInputs = v.object({
    on: v.object({ workflow_call: v.object({ inputs: v.record(v.string(), v.unknown()) }) }),
  });
  const durations = (text = ''): ReadonlySet<string> =>
    new Set(readJobs(text).flatMap(({ steps }) => steps.flatMap(({ with: given }) => findDurations(given))));

  test('pass to the called workflow exactly the inputs that it has', () => {
    const { inputs } = v.parse(calledInputs, parse(called ?? '')).on.workflow_call;
    const given = readJobs(caller ?? '').flatMap(({ with: one }) => Object.keys(one));
    expect(given.toSorted()).toEqual(Object.keys(inputs).toSorted());
  });

  test('report with the times with which they renew and retire', () => {
    expect(durations(caller)).toEqual(new Set(['90 days', '14 days']));
    expect(durations(called)).toEqual(durations(caller));
    expect(caller).toContain('RETIRE_AFTER_DAYS: 14 ');
  });

  test('run one job at a time for each application, in a group that no workflow has', () => {
    const [job] = readJobs(called ?? '');
    expect(job?.concurrency?.group).toBe('client-secret-of-${{ matrix.entry.application-id }}');
    expect(caller).not.toContain('client-secret-of-');
  });

  test('take what people enter, and names from Entra ID, through variables, never in a script', () => {
    const scripts = [caller, called].flatMap((text) => readJobs(text ?? '')).flatMap(({ steps }) => steps);
    const texts = scripts.flatMap(({ run }) => run ?? []);
    expect(texts).toHaveLength(2);
    for (const script of texts) expect(script).not.toContain('${{');
  });
});
