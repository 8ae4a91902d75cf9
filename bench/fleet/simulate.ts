import type { SimulatedApplication } from './application.ts';
import { createCalendar, type DayKind } from './calendar.ts';
import { createFleet, describe } from './create-fleet.ts';
import { listDue, requireOneJobEach, type DueEntry } from './due-list.ts';
import { runJob } from './job.ts';
import { requireEvenDays } from './peak.ts';
import { Random } from './random.ts';
import {
  jobFailures,
  maxUnneededDays,
  type FleetSettings,
  type JobFailure,
  type Troubles,
} from './settings.ts';
import { FleetViolation } from './violation.ts';
import type { DayRecord, JobRecord, Year } from './year.ts';

const dayInMs = 86_400_000;

/** The day on which all applications are made. */
const firstDay = Date.UTC(2027, 0, 4);

/** When the workflow starts, and when its first jobs do, in milliseconds after midnight. */
const reportTime = (4 * 60 + 17) * 60_000;
const jobsTime = reportTime + 3 * 60_000;

/** How many jobs run at the same time, and how long each of them takes, in milliseconds. */
const parallelJobs = 10;
const jobTime = 60_000;

/**
 * Simulates a fleet that maintains itself, from the day on which all applications are made. Each day with a run: the report lists
 * what is due, and a job runs for each entry. Stops at the first rule that is broken.
 */
export function simulateYear(settings: FleetSettings, troubles: Troubles, seed: number): Year {
  const simulation = new Simulation(settings, troubles, seed);
  const days: DayRecord[] = [];
  try {
    for (const kind of simulation.calendar) days.push(simulation.runDay(kind, days.length));
    requireEvenDays(days);
  } catch (error) {
    if (!(error instanceof FleetViolation)) throw error;
    return { days, violation: error };
  }
  return { days, violation: undefined };
}

class Simulation {
  readonly calendar: readonly DayKind[];
  readonly #settings: FleetSettings;
  readonly #troubles: Troubles;
  readonly #random: Random;
  readonly #fleet: readonly SimulatedApplication[];
  readonly #byId: ReadonlyMap<string, SimulatedApplication>;

  constructor(settings: FleetSettings, troubles: Troubles, seed: number) {
    this.#settings = settings;
    this.#troubles = troubles;
    this.#random = new Random(seed);
    this.calendar = createCalendar(troubles, this.#random);
    this.#fleet = createFleet(settings, new Date(firstDay), this.#random);
    this.#byId = new Map(this.#fleet.map((app) => [app.facts.applicationId, app]));
  }

  runDay(kind: DayKind, day: number): DayRecord {
    const midnight = firstDay + day * dayInMs;
    const runs = kind === 'usual' || kind === 'throttled';
    const jobs = runs ? this.#runWorkflow(kind, day, midnight) : [];
    const evening = new Date(midnight + dayInMs);
    let longestUnneeded = 0;
    for (const app of this.#fleet) {
      app.requireWorkingSecret(evening);
      const days = app.requireRetirement(evening, maxUnneededDays(this.#settings));
      longestUnneeded = Math.max(longestUnneeded, days);
    }
    return { kind, jobs, longestUnneeded };
  }

  /** The report, and a job for each entry of its shards, which run one after the other. */
  #runWorkflow(kind: DayKind, day: number, midnight: number): readonly JobRecord[] {
    const { renewWithin, retireAfter, limit } = this.#settings;
    const policy = {
      dueWithin: { days: renewWithin },
      retireAfter: retireAfter === undefined ? undefined : { days: retireAfter },
      limit,
    };
    const shards = listDue(this.#fleet, policy, new Date(midnight + reportTime));
    requireOneJobEach(shards.flat());
    const jobs: JobRecord[] = [];
    for (const entries of shards) {
      const start = midnight + jobsTime + Math.ceil(jobs.length / parallelJobs) * jobTime;
      for (const [index, entry] of entries.entries()) {
        const at = new Date(start + Math.floor(index / parallelJobs) * jobTime);
        jobs.push(this.#runJob(entry, day, at, this.#drawFailure(kind)));
      }
    }
    return jobs;
  }

  #runJob(entry: DueEntry, day: number, at: Date, failure: JobFailure | undefined): JobRecord {
    const app = this.#byId.get(entry['application-id']);
    if (app === undefined) throw new Error(`The report invents the application ${entry['application-id']}.`);
    const end = app.heldUntil();
    const description = entry['lineage-description'] ?? describe(entry['display-name']);
    const run = { runId: 1_000 + day, at, failure };
    const result = runJob(app, description, this.#settings, run, this.#random);
    const daysBeforeExpiry =
      result.renewed && end instanceof Date ? (end.getTime() - at.getTime()) / dayInMs : undefined;
    return { ...result, destination: app.destination.kind, daysBeforeExpiry };
  }

  #drawFailure(kind: DayKind): JobFailure | undefined {
    const { failures, throttledShare } = this.#troubles;
    if (kind === 'throttled' && !this.#random.happens(throttledShare)) return 'before the addition';
    return jobFailures.find((failure) => this.#random.happens(failures[failure]));
  }
}
