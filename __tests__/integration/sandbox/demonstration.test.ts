import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { demonstrate } from '../../../sandbox/commands/demonstration/demonstrate.ts';
import { readWorkflow } from '../../../sandbox/commands/demonstration/workflow.ts';
import { read } from '../../helpers/repository.ts';

const workflow = readWorkflow(read('examples/key-vault.yml'));

/** Runs the demonstration with a program in place of the action. */
async function demonstrateProgram(program: string): Promise<{ asAnnounced: boolean; printed: string }> {
  const actionDir = await mkdtemp(join(tmpdir(), 'program-'));
  try {
    await mkdir(join(actionDir, 'dist'));
    await writeFile(join(actionDir, 'action.yml'), read('action.yml'));
    await writeFile(join(actionDir, 'dist', 'index.js'), program);
    await writeFile(join(actionDir, 'dist', 'post.js'), '');
    let printed = '';
    const print = (text: string): void => {
      printed += `${text}\n`;
    };
    const asAnnounced = await demonstrate({ actionDir, workflow, print, withRequests: false });
    return { asAnnounced, printed };
  } finally {
    await rm(actionDir, { recursive: true });
  }
}

describe('the demonstration', () => {
  test('stops after a run that does not go as announced, and shows what differs', async () => {
    const { asAnnounced, printed } = await demonstrateProgram("console.log('I do nothing.');");
    expect(asAnnounced).toBe(false);
    expect(printed).toContain('I do nothing.');
    expect(printed).toContain('"addedBy":["a person","run 7001"],"stored":"run 7001","issues":["open"]}');
    expect(printed).toContain(
      'Found: {"main":"success","post":"success","addedBy":["a person"],"issues":[]}',
    );
    expect(printed).not.toContain('run 7002');
  });

  test('prints no text that contains a token', () =>
    expect(demonstrateProgram("console.log(process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']);")).rejects.toThrow(
      'This text contains a secret.',
    ));
});

describe('a workflow', () => {
  const variables = {
    AZURE_TENANT_ID: 'tenant',
    AZURE_CLIENT_ID: 'client',
    EXALATE_APPLICATION_ID: 'exalate',
  };

  test('has no inputs when the schedule starts it', () => {
    expect(workflow.evaluate(variables, {})).toMatchObject({
      'tenant-id': 'tenant',
      'renew-within': '60 days',
      'hand-over-issue': 'true',
      acknowledge: '',
      'dry-run': '',
    });
  });

  test('has the inputs that a person enters, and the defaults of the others', () => {
    expect(workflow.evaluate(variables, workflow.dispatch({ 'renew-now': true }))).toMatchObject({
      'renew-within': '',
      acknowledge: '',
      'dry-run': 'false',
    });
  });

  test('refuses an input that it does not have', () => {
    expect(() => workflow.dispatch({ 'renew-new': true })).toThrow('The workflow has no input renew-new.');
  });

  test('that reads another context cannot be evaluated', () => {
    const text = read('examples/key-vault.yml').replace('vars.AZURE_TENANT_ID', 'secrets.TENANT');
    expect(() => readWorkflow(text).evaluate(variables, {})).toThrow('secrets');
  });

  test('without a step that uses this action cannot be read', () => {
    const text = read('examples/key-vault.yml').replace('org/exalate-secret-action@', 'org/another-action@');
    expect(() => readWorkflow(text)).toThrow('The workflow has no step with this action.');
  });
});
