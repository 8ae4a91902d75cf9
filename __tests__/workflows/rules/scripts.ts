import type { Rule } from './rule.ts';

/** An expression becomes part of the script before the shell reads it: its value can contain commands. */
export const noExpressionsInScripts: Rule = {
  name: 'no-expressions-in-scripts',
  find: ({ steps }) =>
    steps.flatMap(({ path, step }) => [
      ...(step.run?.includes('${{') ? [{ path: [...path, 'run'], message: 'pass the value in `env`' }] : []),
      ...(step.uses.startsWith('actions/github-script@') && String(step.with['script']).includes('${{')
        ? [{ path: [...path, 'with', 'script'], message: 'pass the value in `env`' }]
        : []),
    ]),
};

const download = String.raw`\b(?:curl|wget)\b`;
const shell = String.raw`(?:\S*/)?(?:ba|da|k|z)?sh\b|(?:\S*/)?(?:node|python3?|pwsh)\b`;
const executesDownload = [
  new RegExp(String.raw`${download}[^|;\n]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:${shell})`),
  new RegExp(String.raw`\b(?:${shell})\s+(?:-\S+\s+)*(?:<\(|["']?\$\()\s*${download}`),
  new RegExp(String.raw`\b(?:eval|source)\s+(?:<\(|["']?\$\()\s*${download}`),
];

export const noExecutedDownloads: Rule = {
  name: 'no-executed-downloads',
  find: ({ steps }) =>
    steps
      .filter(({ step }) => {
        const script = (step.run ?? '').replaceAll('\\\n', ' ');
        return executesDownload.some((pattern) => pattern.test(script));
      })
      .map(({ path }) => ({
        path: [...path, 'run'],
        message: 'do not run what the script downloads: nobody has reviewed it',
      })),
};
