/** `npm start`: shows what the bundled action does in the runs of a workflow, with the sandbox in place of the real services. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demonstrate } from './demonstration/demonstrate.ts';
import { readWorkflow } from './demonstration/workflow.ts';

const actionDir = join(import.meta.dirname, '..', '..');
const workflowFile = 'examples/key-vault.yml';
const { values } = parseArgs({ options: { requests: { type: 'boolean', default: false } } });

if (existsSync(join(actionDir, 'dist', 'index.js'))) {
  console.log(
    `This shows what the bundled action does in six runs of the workflow ${workflowFile}. A sandbox on this machine simulates Microsoft Entra ID, Azure Key Vault, Azure DevOps and GitHub, so no request leaves the machine. The days between the runs are skipped.`,
  );
  const workflow = readWorkflow(await readFile(join(actionDir, workflowFile), 'utf8'));
  const asAnnounced = await demonstrate({
    actionDir,
    workflow,
    print: console.log,
    withRequests: values.requests,
  });
  process.exitCode = asAnnounced ? 0 : 1;
} else {
  console.error('There is no dist/index.js yet. Build the action first: npm run build');
  process.exitCode = 1;
}
