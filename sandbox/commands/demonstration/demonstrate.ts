import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { announcedRuns } from './announced-runs.ts';
import { startDemoSandbox } from './demo-sandbox.ts';
import { performRun } from './perform-run.ts';
import type { DemonstrationOptions } from './perform-run.ts';
import { block, heading, showSecrets } from './show.ts';

/** Runs the bundled action several times, and shows what happens. @returns whether everything went as announced */
export async function demonstrate(options: DemonstrationOptions): Promise<boolean> {
  const { workflow } = options;
  const demo = await startDemoSandbox(new URL(String(workflow.given['key-vault-secret'])));
  const { secrets, violations } = demo.sandbox;
  const print = (text: string): void => {
    if (secrets().some((value) => text.includes(value))) throw new Error('This text contains a secret.');
    options.print(text);
  };
  try {
    heading(print, 'Before');
    block(
      print,
      'The inputs in the workflow:',
      stringify({ ...workflow.given, adopt: demo.addedByHand.keyId }),
    );
    showSecrets(print, demo.secrets(), undefined);
    for (const announced of announcedRuns) {
      const state = await performRun(announced, demo, { ...options, print });
      if (isDeepStrictEqual(state, announced.expected)) continue;
      const [expected, found] = [announced.expected, state].map((each) => JSON.stringify(each));
      block(print, 'This run did not go as announced.', `Expected: ${expected}\nFound: ${found}`);
      return false;
    }
    for (const violation of violations) {
      block(print, 'This contradicts the description of an API:', JSON.stringify(violation));
    }
    return violations.length === 0;
  } finally {
    await demo.sandbox.close();
  }
}
