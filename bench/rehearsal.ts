import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { printTable, Samples } from './figures.ts';
import { removeSecrets, runAction, timeProcess } from './rotation.ts';

const repeats = 7;

/** So long that what the machine does meanwhile hardly counts. */
const response = 400;

const owned = 'Application.ReadWrite.OwnedBy';

/** The runs to compare: with these permissions, the checks of the next renewal are left out, or are not. */
const runs = [
  { what: 'adds a secret', inputs: {}, without: [owned], checking: [owned, 'Policy.Read.All'] },
  {
    what: 'nothing due',
    inputs: { 'renew-within': '30 days' },
    without: ['Application.ReadWrite.All'],
    checking: [owned],
  },
];

async function time(
  actionDir: string,
  sandbox: Sandbox,
  inputs: Readonly<Record<string, string>>,
): Promise<number> {
  const { total } = await timeProcess((onSpawn) => runAction(actionDir, sandbox, onSpawn, inputs));
  return total;
}

/** How many responses a run waits for because it checks whether the next renewal would work. */
export async function benchRehearsal(actionDir: string): Promise<void> {
  const sandbox = await startSandbox();
  const { workload } = sandbox.tenant;
  const samples = new Samples();
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const { what, inputs, ...permissions } of runs) {
      await runAction(actionDir, sandbox, () => undefined, inputs);
      for (const [name, roles] of Object.entries(permissions)) {
        workload.roles = roles;
        sandbox.latency.response = response;
        samples.add(`${what}, ${name}`, await time(actionDir, sandbox, inputs));
        sandbox.latency.response = 0;
      }
      removeSecrets(sandbox);
      workload.roles = [owned];
    }
  }
  await sandbox.close();

  console.log(
    `The checks of the next renewal, ${repeats} runs each, ${response} ms per response: ${actionDir}\n`,
  );
  printTable(
    ['run', 'without them, ms', 'with them, ms', 'more responses to wait for'],
    runs.map(({ what }) => {
      const [without, checking] = [samples.median(`${what}, without`), samples.median(`${what}, checking`)];
      const more = ((checking - without) / response).toFixed(1);
      return [what, without.toFixed(0), checking.toFixed(0), more];
    }),
  );
}
