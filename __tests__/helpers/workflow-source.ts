import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { readWorkflowText, type JobText, type StepText, type WorkflowText } from './workflow-shape.ts';

/** Where something is in a workflow: keys of mappings, and positions in lists. */
export type Path = readonly (string | number)[];

/** A key of a mapping or an item of a list, with what is there if it is a scalar. */
interface Entry {
  readonly path: Path;
  readonly line: number;
  readonly text: string | undefined;
  /** The comment behind it on the same line. */
  readonly comment: string | undefined;
}

interface Job {
  readonly id: string;
  readonly path: Path;
  readonly job: JobText;
}

interface Step {
  readonly path: Path;
  readonly step: StepText;
  readonly job: JobText;
}

/** A workflow, and where its parts are in the file. */
export interface WorkflowSource {
  readonly name: string;
  readonly text: string;
  /** Whether it runs in this repository. People copy the others. */
  readonly runsHere: boolean;
  readonly workflow: WorkflowText;
  readonly jobs: readonly Job[];
  readonly steps: readonly Step[];
  /** The line of an entry, or of the closest one around it if it is not there. */
  readonly lineOf: (path: Path) => number;
  readonly commentOn: (path: Path) => string | undefined;
  /** The scalars at and below a path, except keys. */
  readonly textsIn: (path: Path) => readonly { readonly path: Path; readonly text: string }[];
}

export function readWorkflowSource(name: string, text: string, runsHere: boolean): WorkflowSource {
  const entries = readEntries(text);
  const workflow = readWorkflowText(text);
  const find = (path: Path): Entry | undefined => entries.find((entry) => isSame(entry.path, path));
  const jobs = Object.entries(workflow.jobs).map(([id, job]) => ({ id, path: ['jobs', id], job }));
  return {
    name,
    text,
    runsHere,
    workflow,
    jobs,
    steps: jobs.flatMap(({ path, job }) =>
      job.steps.map((step, index) => ({ path: [...path, 'steps', index], step, job })),
    ),
    lineOf: (path) => {
      const around = path.map((_key, index) => find(path.slice(0, path.length - index)));
      return around.find((entry) => entry !== undefined)?.line ?? 1;
    },
    commentOn: (path) => find(path)?.comment,
    textsIn: (path) =>
      entries.flatMap((entry) =>
        entry.text !== undefined && isSame(entry.path.slice(0, path.length), path)
          ? [{ path: entry.path, text: entry.text }]
          : [],
      ),
  };
}

function isSame(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((key, index) => key === right[index]);
}

/** The entries of a YAML text, outer entries first. Includes what an alias repeats. */
function readEntries(text: string): readonly Entry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const collect = (path: Path, node: unknown): readonly Entry[] => {
    const value = isAlias(node) ? node.resolve(document) : node;
    if (isMap(value)) {
      return value.items.flatMap(({ key, value: below }) => collectEntry([...path, String(key)], key, below));
    }
    return isSeq(value)
      ? value.items.flatMap((item, index) => collectEntry([...path, index], item, item))
      : [];
  };
  const collectEntry = (path: Path, start: unknown, node: unknown): readonly Entry[] => [
    {
      path,
      line: lines.linePos((isNode(start) ? start.range?.[0] : undefined) ?? 0).line,
      text: isScalar(node) ? String(node.value) : undefined,
      comment: isScalar(node) ? node.comment?.trim() : undefined,
    },
    ...collect(path, node),
  ];
  return collect([], document.contents);
}
