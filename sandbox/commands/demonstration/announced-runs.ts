import type { Values } from './workflow.ts';

/** One run of the workflow, and what the demonstration announces. */
export interface AnnouncedRun {
  readonly id: number;
  readonly title: string;
  /** What happens. */
  readonly text: string;
  /** How many days pass before the run. */
  readonly daysBefore: number;
  /** What Alice enters to start the run. Without it, the schedule starts the run. */
  readonly entered?: (storedKeyId: string) => Values;
  /** Whether `adopt` names the client secret that was added by hand. */
  readonly adopts?: true;
  /** Whether the step is killed while it verifies the new client secret. */
  readonly isKilled?: true;
  readonly expected: State;
}

/** What there is after a run. */
export interface State {
  readonly main: 'success' | 'failure';
  readonly post: 'success' | 'failure' | undefined;
  /** Who added the client secrets that the application has. */
  readonly addedBy: readonly string[];
  /** Who added the one whose value is in Key Vault and works. */
  readonly stored: string | undefined;
  /** Whether each hand-over issue is open, or why it was closed. */
  readonly issues: readonly string[];
}

const bothSucceed = { main: 'success', post: 'success' } as const;

export const announcedRuns: readonly AnnouncedRun[] = [
  {
    id: 7001,
    title: 'the first run',
    text: 'The schedule starts the workflow. It adds a client secret, stores its value in Key Vault, and opens an issue that asks for the hand-over to Exalate. `adopt` names the client secret that Exalate uses today.',
    daysBefore: 0,
    adopts: true,
    expected: { ...bothSucceed, addedBy: ['a person', 'run 7001'], stored: 'run 7001', issues: ['open'] },
  },
  {
    id: 7002,
    title: 'nothing is due',
    text: 'The next day, the schedule starts the workflow again. Key Vault holds the client secret, which is valid for more than 60 days.',
    daysBefore: 1,
    adopts: true,
    expected: { ...bothSucceed, addedBy: ['a person', 'run 7001'], stored: 'run 7001', issues: ['open'] },
  },
  {
    id: 7003,
    title: 'the acknowledgement',
    text: 'Alice, who administers Exalate, has put the value into it. She starts the workflow by hand with the key ID from the issue as `acknowledge`. The run removes the client secret that Exalate used before, and closes the issue.',
    daysBefore: 1,
    entered: (storedKeyId) => ({ acknowledge: storedKeyId }),
    adopts: true,
    expected: { ...bothSucceed, addedBy: ['run 7001'], stored: 'run 7001', issues: ['completed'] },
  },
  {
    id: 7004,
    title: 'a renewal',
    text: 'Alice has deleted the line `adopt` from the workflow. Four months later, the client secret expires within 60 days. The scheduled run adds the next one, and opens an issue for it.',
    daysBefore: 119,
    expected: {
      ...bothSucceed,
      addedBy: ['run 7001', 'run 7004'],
      stored: 'run 7004',
      issues: ['completed', 'open'],
    },
  },
  {
    id: 7005,
    title: 'the acknowledgement of the renewal',
    text: 'Alice has put the new value into Exalate, and acknowledges it. The run removes the older client secret, and closes the issue.',
    daysBefore: 2,
    entered: (storedKeyId) => ({ acknowledge: storedKeyId }),
    expected: {
      ...bothSucceed,
      addedBy: ['run 7004'],
      stored: 'run 7004',
      issues: ['completed', 'completed'],
    },
  },
  {
    id: 7006,
    title: 'a run that is killed',
    text: 'Alice starts the workflow with `renew-now`. The step is killed while it verifies the new client secret, before any destination holds the value. The post step, which the runner starts at the end of each job, removes the client secret.',
    daysBefore: 30,
    entered: () => ({ 'renew-now': true }),
    isKilled: true,
    expected: {
      main: 'failure',
      post: 'success',
      addedBy: ['run 7004'],
      stored: 'run 7004',
      issues: ['completed', 'completed'],
    },
  },
];
