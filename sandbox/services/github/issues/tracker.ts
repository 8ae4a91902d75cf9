import { formatTime } from '../times.ts';

export type CloseReason = 'completed' | 'not_planned' | 'duplicate';

interface Comment {
  readonly id: number;
  /** A login. */
  readonly author: string;
  readonly body: string;
  readonly createdAt: string;
}

/** An issue, or a pull request: GitHub lists both together. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  /** A login. */
  readonly author: string;
  readonly isPullRequest: boolean;
  readonly createdAt: string;
  readonly comments: readonly Comment[];
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly isOpen: boolean;
  readonly isLocked: boolean;
  readonly stateReason: CloseReason | 'reopened' | null;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
}

interface Content {
  readonly title: string;
  readonly body?: string | null;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
}

export interface Label {
  readonly id: number;
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string | null;
}

/** GitHub creates a label in this color if none is named. */
const defaultColor = 'ededed';

/** The issues of one repository. What people and apps do is done at the time of the clock. */
export class IssueTracker {
  /** For so many milliseconds lists do not show an issue that was just opened. */
  listDelay = 0;
  readonly #now: () => number;
  readonly #repositoryId: number;
  readonly #issues: (Issue | 'deleted')[] = [];
  /** By name in small letters: their names know no case. */
  readonly #labels = new Map<string, Label>();
  #comments = 0;

  constructor(repositoryId: number, now: () => number) {
    this.#repositoryId = repositoryId;
    this.#now = now;
  }

  /** All that were not deleted, the oldest first. */
  get all(): readonly Issue[] {
    return this.#issues.filter((each) => each !== 'deleted');
  }

  /** What a list shows. */
  get listed(): readonly Issue[] {
    const latest = formatTime(this.#now() - this.listDelay);
    return this.all.filter(({ createdAt }) => createdAt <= latest);
  }

  /** Undefined if there never was such a number. */
  find(number: number): Issue | 'deleted' | undefined {
    return this.#issues[number - 1];
  }

  issue(number: number): Issue {
    const found = this.find(number);
    if (found === undefined || found === 'deleted') throw new Error(`There is no issue #${number}.`);
    return found;
  }

  hasLabel(name: string): boolean {
    return this.#labels.has(name.toLowerCase());
  }

  /** A label that does not exist yet is created. */
  label(name: string, color = defaultColor, description: string | null = null): Label {
    const known = this.#labels.get(name.toLowerCase());
    if (known) return known;
    const label = { id: this.#repositoryId * 100 + this.#labels.size, name, color, description };
    this.#labels.set(name.toLowerCase(), label);
    return label;
  }

  open(author: string, content: Content, isPullRequest = false): Issue {
    const number = this.#issues.length + 1;
    const now = formatTime(this.#now());
    const issue: Issue = {
      id: this.#repositoryId * 1000 + number,
      number,
      author,
      isPullRequest,
      createdAt: now,
      updatedAt: now,
      comments: [],
      title: content.title,
      body: content.body ?? null,
      labels: this.#labelNames(content.labels ?? []),
      assignees: content.assignees ?? [],
      isOpen: true,
      isLocked: false,
      stateReason: null,
      closedAt: null,
      closedBy: null,
    };
    this.#issues.push(issue);
    return issue;
  }

  edit(number: number, changes: Partial<Content>): Issue {
    const { labels, ...others } = changes;
    return this.#change(number, { ...others, ...(labels && { labels: this.#labelNames(labels) }) });
  }

  close(number: number, by: string, stateReason: CloseReason = 'completed'): Issue {
    const closedAt = formatTime(this.#now());
    return this.#change(number, { isOpen: false, stateReason, closedAt, closedBy: by });
  }

  reopen(number: number): Issue {
    return this.#change(number, { isOpen: true, stateReason: 'reopened', closedAt: null, closedBy: null });
  }

  /** Afterwards only people who can push may comment. */
  lock(number: number): Issue {
    return this.#change(number, { isLocked: true });
  }

  comment(number: number, author: string, body: string): Comment {
    this.#comments += 1;
    const id = this.#repositoryId * 1000 + this.#comments;
    const comment = { id, author, body, createdAt: formatTime(this.#now()) };
    this.#change(number, { comments: [...this.issue(number).comments, comment] });
    return comment;
  }

  /** Administrators can delete an issue; its number is not given again. */
  delete(number: number): void {
    this.#issues[this.issue(number).number - 1] = 'deleted';
  }

  #change(number: number, changes: Partial<Issue>): Issue {
    const changed = { ...this.issue(number), ...changes, updatedAt: formatTime(this.#now()) };
    this.#issues[number - 1] = changed;
    return changed;
  }

  #labelNames(names: readonly string[]): readonly string[] {
    return [...new Set(names.map((name) => this.label(name).name))];
  }
}
