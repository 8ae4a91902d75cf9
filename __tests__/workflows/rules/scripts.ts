import type { Path, WorkflowSource } from '../../helpers/workflow-source.ts';
import { writesOf } from './permissions.ts';
import type { Rule } from './rule.ts';

/** A text that a program runs, or that decides what it runs. */
interface Executed {
  readonly path: Path;
  readonly text: string | undefined;
}

/** Variables whose values programs run, or load as code. */
const executedVariables = [
  'BASH_ENV',
  'ENV',
  'GIT_SSH_COMMAND',
  'LD_PRELOAD',
  'NODE_OPTIONS',
  'PATH',
  'PERL5OPT',
  'PYTHONPATH',
];

/** Inputs of actions, such as actions/github-script, that are code. */
const executedInput = /(?<!de)script|command|^run$|^args$|^entrypoint$/i;

/** An expression becomes part of the script before the shell reads it: its value can contain commands. */
export const noExpressionsInScripts: Rule = {
  name: 'no-expressions-in-scripts',
  find: (source) =>
    findExecuted(source)
      .filter(({ text }) => text?.includes('${{'))
      .map(({ path }) => ({ path, message: 'pass the value in `env`' })),
};

function findExecuted({ jobs, steps, textsIn }: WorkflowSource): readonly Executed[] {
  return [
    ...jobs.map(({ path, job }) => ({
      path: [...path, 'defaults', 'run', 'working-directory'],
      text: job.defaults.run['working-directory'],
    })),
    ...steps.flatMap(({ path, step }) => [
      { path: [...path, 'run'], text: step.run },
      { path: [...path, 'working-directory'], text: step['working-directory'] },
      ...Object.entries(step.with)
        .filter(([name]) => executedInput.test(name))
        .map(([name, value]) => ({ path: [...path, 'with', name], text: String(value) })),
    ]),
    ...textsIn([]).filter(
      ({ path }) => path.at(-2) === 'env' && executedVariables.includes(String(path.at(-1)).toUpperCase()),
    ),
  ];
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const shells = ['bash', 'cmd', 'powershell', 'pwsh', 'python', 'sh'];

/** Another shell is a command with the script as its argument: the other rules, and shellcheck, do not read it. */
export const knownShells: Rule = {
  name: 'known-shells',
  find: ({ workflow, jobs, steps }) =>
    [
      { path: ['defaults', 'run', 'shell'], shell: workflow.defaults.run.shell },
      ...jobs.map(({ path, job }) => ({
        path: [...path, 'defaults', 'run', 'shell'],
        shell: job.defaults.run.shell,
      })),
      ...steps.map(({ path, step }) => ({ path: [...path, 'shell'], shell: step.shell })),
    ]
      .filter(({ shell }) => shell !== undefined && !shells.includes(shell))
      .map(({ path }) => ({ path, message: `use one of these shells: ${shells.join(', ')}` })),
};

const shell = String.raw`(?:\S*/)?(?:ba|da|k|z)?sh\b`;
const language = String.raw`(?:\S*/)?(?:node|perl|pwsh|python3?|ruby)\b`;
const interpreter = `(?:${shell}|${language})`;
const options = String.raw`(?:\s+-\S+)*`;
const evaluates = [
  // $VALUE, alone or with arguments
  /^\s*"?\$\{?\w+\}?"?(?:\s|$)/m,
  /(?:^|[\s;&|({])(?:eval|iex|Invoke-Expression)\b/im,
  // bash -c "$VALUE", node --eval "$VALUE"
  new RegExp(String.raw`${shell}${options}\s+-\w*c\s[^\n]*(?:\$|\{\})`),
  new RegExp(String.raw`${language}${options}\s+(?:-c|-e|-p|--eval|--print)\s[^\n]*\$`),
  // bash <<< "$VALUE", bash <(command)
  new RegExp(String.raw`${interpreter}${options}\s*(?:<<<|<\()`),
  /(?:^|[\s;&|({])(?:source|\.)\s+(?:<\(|\/dev\/stdin)/m,
  // echo "$VALUE" | bash
  new RegExp(String.raw`\b(?:echo|printf)\b[^|\n]*\$[^|\n]*\|\s*(?:sudo\s+)?${interpreter}`),
];

/** A value from outside is safe in a variable only if nothing evaluates it. */
export const noEvaluatedValues: Rule = {
  name: 'no-evaluated-values',
  find: ({ steps }) =>
    steps.flatMap(({ path, step: { run } }) => {
      const script = joinLines(run);
      const at = [...path, 'run'];
      return [
        ...(evaluates.some((pattern) => pattern.test(script))
          ? [
              {
                path: at,
                message:
                  'write the commands in the script: the value of a variable can contain other commands',
              },
            ]
          : []),
        ...(/\bGITHUB_(?:ENV|PATH)\b/.test(script)
          ? [{ path: at, message: 'use outputs: these files can change what later steps run' }]
          : []),
      ];
    }),
};

const download = String.raw`\b(?:curl|wget|iwr|irm)\b`;
const executesDownload = [
  new RegExp(String.raw`${download}[^;\n]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?${interpreter}`),
  // A package, a repository or an image, in whatever version is the newest.
  /\b(?:npx|uvx|pnpx)\s|\b(?:npm|pnpm|yarn)\s+(?:-\S+\s+)*(?:i|install|add|exec|x|dlx|create|init)\b/,
  /\bgit\s+clone\b|\bgh\s+(?:repo\s+clone|run\s+download|extension\s+install)\b/,
  /\bdocker\s+(?:run|pull)\b(?![^\n]*@sha256:[0-9a-f]{64})/,
  /\b(?:pip3?|pipx|gem|go|cargo|brew|uv)\s+(?:tool\s+)?(?:install|run)\b/,
];

export const noExecutedDownloads: Rule = {
  name: 'no-executed-downloads',
  find: ({ steps }) =>
    steps
      .filter(({ step: { run } }) => {
        const script = joinLines(run);
        return executesDownload.some((pattern) => pattern.test(script)) || executesSavedDownload(script);
      })
      .map(({ path }) => ({
        path: [...path, 'run'],
        message: 'do not run what the script downloads: nobody has reviewed it',
      })),
};

/** Whether a script saves a download in a file, and runs that file or makes it a program. */
function executesSavedDownload(script: string): boolean {
  const saves = new RegExp(
    String.raw`${download}[^;|\n]*?\s(?:-o|-O|--output|--output-document|-OutFile|>)[=\s]*["']?(?:\./)?([^\s"';]+)`,
    'g',
  );
  const saved = [...script.matchAll(saves)].map(([, name]) => name);
  const runs = new RegExp(
    String.raw`(?:(?:${interpreter}|source|\.)${options}|\bchmod${options}\s+\S+)\s+["']?(?:\./)?([^\s"';]+)`,
    'g',
  );
  return [...script.matchAll(runs)].some(([, name]) => saved.includes(name));
}

/** A job with a write permission or an environment must not run the install scripts of packages. */
export const noInstallScripts: Rule = {
  name: 'no-install-scripts',
  find: ({ steps }) =>
    steps
      .filter(
        ({ step: { run }, job }) =>
          (writesOf(job).length > 0 || job.environment !== undefined) &&
          /\bnpm\s+(?:ci|clean-install)\b(?![^\n;&|]*--ignore-scripts(?:\s|$))/m.test(joinLines(run)),
      )
      .map(({ path }) => ({ path: [...path, 'run'], message: 'write `npm ci --ignore-scripts`' })),
};

function joinLines(script = ''): string {
  return script.replaceAll('\\\n', ' ');
}
