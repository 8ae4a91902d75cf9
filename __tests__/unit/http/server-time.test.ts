import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../../src/shared/clock.ts';
import { createServerTime } from '../../../src/http/server-time.ts';

const runner = Date.parse('2026-11-23T14:30:00Z');
const hour = 3_600_000;
const graph = 'https://graph.microsoft.com/v1.0/applications?$top=1';
const gitHub = 'https://api.github.com/repos/acme/ops';

/** A runner whose clock the test sets. */
function setUp(): {
  clock: Clock & { time: number };
  warnings: string[];
  server: ReturnType<typeof createServerTime>;
} {
  const warnings: string[] = [];
  const clock = {
    time: runner,
    msPerSecond: 1_000,
    now: () => new Date(clock.time),
    sleep: () => Promise.resolve(),
  };
  const server = createServerTime(clock, {
    warning: (message) => {
      warnings.push(message);
    },
  });
  return { clock, warnings, server };
}

const header = (milliseconds: number): string => new Date(milliseconds).toUTCString();

describe('the time of the servers', () => {
  test('is unknown until one of them has sent a valid date', () => {
    const { server } = setUp();
    for (const date of [undefined, '', 'yesterday', '0', '1', '2', 'Mon, 99 Nov 2026 14:30:00 GMT'])
      server.observe(graph, date);
    expect(server.nowAt('graph.microsoft.com')).toBeUndefined();
    expect(server.earliestNow()).toBeUndefined();
  });

  test('continues from the last Date header of a host', () => {
    const { clock, server } = setUp();
    server.observe(graph, header(runner - hour));
    clock.time += 7_000;
    expect(server.nowAt('graph.microsoft.com')).toEqual(new Date(runner - hour + 7_000));
    server.observe(graph, header(runner));
    expect(server.nowAt('graph.microsoft.com')).toEqual(new Date(runner));
    expect(server.nowAt('api.github.com')).toBeUndefined();
  });

  test('is, at the earliest, that of the slowest clock', () => {
    const { clock, server } = setUp();
    server.observe(graph, header(runner - 36 * hour));
    server.observe(gitHub, header(runner + hour));
    clock.time += 1_000;
    expect(server.earliestNow()).toEqual(new Date(runner - 36 * hour + 1_000));
  });
});

describe('a difference between the clocks', () => {
  test('causes one warning when it is more than five minutes', () => {
    const { server, warnings } = setUp();
    server.observe(graph, header(runner - hour / 12));
    expect(warnings).toEqual([]);
    server.observe(graph, header(runner - hour / 12 - 1_000));
    server.observe(gitHub, header(runner + hour));
    expect(warnings).toEqual([
      "The runner's clock shows 2026-11-23T14:30:00Z, and the clock of graph.microsoft.com shows 2026-11-23T14:24:59Z. Synchronize the runner's clock (NTP).",
    ]);
  });

  test('causes a warning when the runner is behind, too', () => {
    const { server, warnings } = setUp();
    server.observe(graph, header(runner + hour));
    expect(warnings).toHaveLength(1);
  });
});
