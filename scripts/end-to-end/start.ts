/** The main step of this action: starts the sandbox in a process that outlives the step. */
import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { info, saveState, setFailed, setOutput } from '@actions/core';
import * as v from 'valibot';

const logFile = join(process.env['RUNNER_TEMP'] ?? '', 'sandbox.log');
const log = openSync(logFile, 'w');
const sandbox = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts')], {
  detached: true,
  // Not the output of the step: the step would not end while the sandbox holds it.
  stdio: ['ignore', log, log, 'ipc'],
  windowsHide: true,
});
try {
  const message = await new Promise<unknown>((resolve, reject) => {
    sandbox.once('message', resolve);
    sandbox.once('error', reject);
    sandbox.once('exit', (code) => {
      reject(new Error(`The sandbox exited with code ${String(code)} before it was ready.`));
    });
  });
  const outputs = v.parse(v.record(v.string(), v.string()), message);
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
  saveState('control-url', outputs['control-url']);
  sandbox.unref();
} catch (error) {
  setFailed(String(error));
}
info(readFileSync(logFile, 'utf8'));
