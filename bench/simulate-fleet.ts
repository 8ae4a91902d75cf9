import { measureRequests } from './fleet-requests.ts';
import { printTable } from './figures.ts';
import { measureMargins, measureRequestLoad, splitIntoWeeks, sumUp } from './fleet/figures.ts';
import {
  countRequests,
  runKinds,
  sumCounts,
  type MeasuredRequests,
  type RequestCounts,
} from './fleet/requests.ts';
import {
  jobFailures,
  maxUnneededDays,
  recommended,
  shares,
  usualTroubles,
  type FleetSettings,
  type Troubles,
} from './fleet/settings.ts';
import { simulateYear } from './fleet/simulate.ts';
import { rules } from './fleet/violation.ts';
import type { Year } from './fleet/year.ts';

const seed = Number(process.env['SIMULATION_SEED'] ?? 20261126);

const round = (value: number): string => Math.round(value).toLocaleString('en-US');
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function describeSettings({ applications, expires, renewWithin, retireAfter, limit }: FleetSettings): string {
  const retirement = retireAfter === undefined ? 'never' : `${retireAfter} days`;
  return `${round(applications)} applications, \`expires: ${expires} days\`, \`due-within\` and \`renew-within: ${renewWithin} days\`, \`retire-after: ${retirement}\`, \`limit: ${limit}\``;
}

function describeTroubles({
  failures,
  throttledDays,
  throttledShare,
  weekWithoutRuns,
  failedReport,
}: Troubles): string {
  const failed = jobFailures.map((failure) => `${failure} ${percent(failures[failure])}`).join(', ');
  return [
    `Jobs that fail: ${failed}.`,
    `Days on which only ${percent(throttledShare)} of the jobs get through: ${percent(throttledDays)}.`,
    `No runs on days ${weekWithoutRuns + 1} to ${weekWithoutRuns + 7}; the report fails on day ${failedReport + 1}.`,
  ].join('\n');
}

function printRequests({ runs, report }: MeasuredRequests): void {
  const cells = (counts: RequestCounts): readonly string[] =>
    [counts.login, counts.graphReads, counts.graphWrites, counts.destination, sumCounts(counts)].map(String);
  console.log('Requests of each kind of run, measured with the bundled action in the sandbox\n');
  printTable(
    ['run', 'destination', 'login', 'Graph, reads', 'Graph, writes', 'destination', 'all'],
    [
      ...(['key-vault', 'github'] as const).flatMap((destination) =>
        runKinds.map((kind) => [kind, destination, ...cells(runs[destination][kind])]),
      ),
      [`reports about ${round(recommended.applications)} applications`, '', ...cells(report)],
    ],
  );
}

function printWeeks({ days }: Year, measured: MeasuredRequests): void {
  printTable(
    ['week', 'renewals', 'secrets removed', 'jobs', 'failed', 'runner minutes', 'requests', 'Graph, writes'],
    splitIntoWeeks(days).map((week, index) => {
      const { renewals, retired, jobs, failedJobs, minutes } = sumUp(week);
      const requests = countRequests(week, measured);
      const numbers = [
        renewals,
        retired,
        jobs,
        failedJobs,
        minutes,
        sumCounts(requests),
        requests.graphWrites,
      ];
      return [String(index + 1), ...numbers.map(round)];
    }),
  );
}

function printYear({ days }: Year, measured: MeasuredRequests): void {
  const { renewals, retired, jobs, failedJobs, minutes } = sumUp(days);
  const { peak, tightestRenewal, longestUnneeded, mostSecrets } = measureMargins(days);
  const { busiestWeek, year } = measureRequestLoad(days, measured);
  printTable(
    ['in the year', ''],
    [
      ['renewals', round(renewals)],
      ['superseded and expired secrets removed', round(retired)],
      ['jobs, of which failed', `${round(jobs)}, ${round(failedJobs)}`],
      ['runner minutes', round(minutes)],
      ['requests, of which writes to Graph', `${round(sumCounts(year))}, ${round(year.graphWrites)}`],
      ['the same in the busiest week', `${round(sumCounts(busiestWeek))}, ${round(busiestWeek.graphWrites)}`],
      ['most renewals on one day', `${peak.renewals}, on day ${peak.day + 1}`],
      ['average of all days since the first renewal', peak.average.toFixed(1)],
      ['tightest renewal, days before the expiry', tightestRenewal.toFixed(1)],
      ['longest time that a secret stayed when nothing needed it, days', longestUnneeded.toFixed(1)],
      ['most secrets on one application', String(mostSecrets)],
    ],
  );
}

/** A tenth of the fleet, which gives the same result in a tenth of the time. */
const small: FleetSettings = {
  ...recommended,
  applications: recommended.applications / 10,
  limit: recommended.limit / 10,
};

const lostMachines: Troubles = {
  ...usualTroubles,
  failures: { ...usualTroubles.failures, 'with its machine': 0.001 },
};

/** What happens with other settings. */
const others: readonly {
  readonly what: string;
  readonly settings: FleetSettings;
  readonly troubles?: Troubles;
}[] = [
  { what: 'as above', settings: small },
  { what: '`limit` too small: 100', settings: { ...small, limit: 10 } },
  { what: '`limit: 150`', settings: { ...small, limit: 15 } },
  { what: '`limit: 250`', settings: { ...small, limit: 25 } },
  { what: 'no `limit`', settings: { ...small, limit: Infinity } },
  { what: 'renewed 60 days before the expiry', settings: { ...small, renewWithin: 60 } },
  {
    what: 'renewed 60 days before the expiry, `limit: 250`',
    settings: { ...small, renewWithin: 60, limit: 25 },
  },
  {
    what: 'renewed 60 days before the expiry, `limit: 500`',
    settings: { ...small, renewWithin: 60, limit: 50 },
  },
  { what: '`retire-after: never`', settings: { ...small, retireAfter: undefined } },
  {
    what: '`expires: 365 days`, renewed 180 days before, `limit: 100`',
    settings: { ...small, expires: 365, renewWithin: 180, limit: 10 },
  },
  {
    what: '0.1% of the jobs lose their machine after they add a secret',
    settings: small,
    troubles: lostMachines,
  },
];

function printOthers(): void {
  console.log(
    `Other settings, each with ${round(small.applications)} applications and a tenth of the limit that the row names\n`,
  );
  printTable(
    [
      'settings',
      'result',
      'peak ÷ average',
      'tightest renewal, days',
      'longest unneeded, days',
      'most secrets',
      'jobs',
    ],
    others.map(({ what, settings, troubles = usualTroubles }) => {
      const { days, violation } = simulateYear(settings, troubles, seed);
      const { peak, tightestRenewal, longestUnneeded, mostSecrets } = measureMargins(days);
      return [
        what,
        violation === undefined ? 'all rules hold' : `broken: ${violation.rule}, day ${days.length}`,
        peak.renewals === 0 ? '' : (peak.renewals / peak.average).toFixed(2),
        Number.isFinite(tightestRenewal) ? tightestRenewal.toFixed(0) : '',
        longestUnneeded.toFixed(0),
        String(mostSecrets),
        round(sumUp(days).jobs),
      ];
    }),
  );
}

const measured = await measureRequests(recommended.applications);
const begun = performance.now();
const year = simulateYear(recommended, usualTroubles, seed);
const seconds = (performance.now() - begun) / 1_000;

console.log(
  `A simulated year (SIMULATION_SEED=${seed}, ${seconds.toFixed(0)} seconds): ${describeSettings(recommended)}.`,
);
console.log(
  `Of the applications, ${percent(shares.madeByHand)} have a secret that was made by hand, ${percent(shares.github)} store the value in a GitHub secret, and ${percent(shares.twoSecrets)} can have only two secrets.`,
);
console.log(describeTroubles(usualTroubles));
console.log(`A secret that nothing needs may stay for ${maxUnneededDays(recommended)} days at the most.\n`);
printRequests(measured);
printWeeks(year, measured);
printYear(year, measured);
printOthers();
if (year.violation === undefined) {
  console.log('All rules hold.');
} else {
  console.log(`This rule is broken: ${rules[year.violation.rule]}. ${year.violation.message}`);
  process.exitCode = 1;
}
