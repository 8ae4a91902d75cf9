import { describe, expect, test } from '@jest/globals';
import { createProgress, type Progress } from '../../../src/rotation/context.ts';
import { setOutputs } from '../../../src/rotation/outputs.ts';
import type { RetirableSecret } from '../../../src/plan/retirement.ts';
import { intent, keyId } from '../../helpers/states.ts';

const endDateTime = new Date('2028-11-22T14:30:00.000Z');
const current = {
  keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
  displayName: intent.displayName,
  startDateTime: new Date('2026-11-22T14:30:00.000Z'),
  endDateTime,
};
const retirementPlan = { retireFirst: [], compromised: [], retire: [], retained: [], nextRenewal: undefined };
const superseded: RetirableSecret = {
  secret: current,
  cause: 'superseded',
  since: endDateTime,
  due: undefined,
};
const ids = { applicationId: intent.applicationId, objectId: intent.objectId };

const start: Progress = createProgress();
const adding: Progress = {
  ...start,
  application: ids,
  plan: {
    kind: 'add',
    reasons: [{ kind: 'always' }],
    displayName: intent.displayName,
    endDateTime,
    ...retirementPlan,
  },
};
const keeping: Progress = { ...start, application: ids, plan: { kind: 'keep', current, ...retirementPlan } };

function outputsOf(progress: Progress): Record<string, string> {
  const outputs: Record<string, string> = {};
  setOutputs(progress, (name, value) => {
    outputs[name] = value;
  });
  return outputs;
}

const application = { 'application-id': intent.applicationId, 'object-id': intent.objectId };
const nothingAdded = { rotated: 'false', 'retired-key-ids': '[]', 'actions-due': '[]' };

describe('the outputs', () => {
  test('of a run that found no application report that nothing was done', () => {
    expect(outputsOf(start)).toEqual(nothingAdded);
  });

  test('name the application as soon as it is found', () => {
    expect(outputsOf({ ...start, application: ids })).toEqual({ ...application, ...nothingAdded });
  });

  test('of a run that failed before it added a secret name only the application', () => {
    expect(outputsOf(adding)).toEqual({ ...application, ...nothingAdded });
  });

  test('name the new secret when a destination holds it or may hold it', () => {
    expect(outputsOf({ ...adding, keptKeyId: keyId })).toEqual({
      ...application,
      'key-id': keyId,
      'expires-on': '2028-11-22T14:30:00Z',
      rotated: 'true',
      'retired-key-ids': '[]',
      'actions-due': '["renew"]',
    });
  });

  test('name the secrets that were removed, even without a new one', () => {
    const outputs = outputsOf({ ...adding, retired: [superseded] });
    expect(outputs['retired-key-ids']).toBe('["5bc44266-25d2-436c-bb9d-31677cdab3ce"]');
    expect(outputs['actions-due']).toBe('["retire"]');
  });

  test('describe the current secret when none was added', () => {
    expect(outputsOf(keeping)).toEqual({
      ...application,
      ...nothingAdded,
      'key-id': current.keyId,
      'expires-on': '2028-11-22T14:30:00Z',
    });
  });

  test('contain no expiry date of a secret that never expires', () => {
    const plan = { kind: 'keep' as const, current: { ...current, endDateTime: null }, ...retirementPlan };
    expect(outputsOf({ ...keeping, plan })).not.toHaveProperty('expires-on');
  });

  test('contain the next renewal once a secret is current', () => {
    const nextRenewal = new Date('2028-09-23T14:30:00.000Z');
    const renewing = (progress: Progress): Progress => ({
      ...progress,
      plan: progress.plan && { ...progress.plan, nextRenewal },
    });
    const expected = { 'next-renewal-on': '2028-09-23T14:30:00Z' };
    expect(outputsOf(renewing(keeping))).toMatchObject(expected);
    expect(outputsOf(renewing({ ...adding, keptKeyId: keyId }))).toMatchObject(expected);
    expect(outputsOf(renewing(adding))).not.toHaveProperty('next-renewal-on');
  });

  test('describe the secret that a person acknowledged', () => {
    const plan = { kind: 'acknowledged' as const, current, retire: [superseded], nextRenewal: undefined };
    expect(outputsOf({ ...start, application: ids, plan, retired: [superseded] })).toMatchObject({
      rotated: 'false',
      'key-id': current.keyId,
      'expires-on': '2028-11-22T14:30:00Z',
      'actions-due': '["retire"]',
    });
  });

  test.each([
    ['opened', true, '["hand-over"]'],
    ['found', false, '[]'],
  ])('contain the hand-over issue that the run %s', (_, opened, actions) => {
    const issueUrl = 'https://github.com/acme/ops/issues/1';
    const outputs = outputsOf({ ...keeping, handOver: { issueUrl, isOpen: true, opened, errors: [] } });
    expect(outputs).toMatchObject({ 'hand-over-issue-url': issueUrl, 'actions-due': actions });
  });

  test('contain no hand-over issue when it could not be opened', () => {
    const handOver = { issueUrl: undefined, isOpen: false, opened: false, errors: [] };
    const outputs = outputsOf({ ...keeping, handOver });
    expect(outputs).not.toHaveProperty('hand-over-issue-url');
    expect(outputs['actions-due']).toBe('[]');
  });

  test.each<[string, Progress, string]>([
    ['renew and open an issue', { ...adding, dryRun: { opensIssue: true } }, '["renew","hand-over"]'],
    ['open an issue', { ...keeping, dryRun: { opensIssue: true } }, '["hand-over"]'],
    ['do nothing', { ...keeping, dryRun: { opensIssue: false } }, '[]'],
    [
      'renew and retire',
      {
        ...adding,
        plan: adding.plan && { ...adding.plan, retire: [superseded] },
        dryRun: { opensIssue: false },
      },
      '["renew","retire"]',
    ],
    [
      'retire after an acknowledgement',
      {
        ...start,
        plan: { kind: 'acknowledged', current, retire: [superseded], nextRenewal: undefined },
        dryRun: { opensIssue: false },
      },
      '["retire"]',
    ],
    ['do what is not known yet', { ...start, dryRun: { opensIssue: false } }, '[]'],
  ])('list the actions of a dry run that would %s', (_, progress, actions) => {
    expect(outputsOf(progress)).toMatchObject({ rotated: 'false', 'actions-due': actions });
  });
});
