import { describe, expect, test } from '@jest/globals';
import { TimeBudget } from '../../../src/http/time-budget.ts';
import type { Clock } from '../../../src/shared/clock.ts';

/** A clock that only the test advances. */
class ManualClock implements Clock {
  readonly msPerSecond: number;
  #now = Date.parse('2026-11-23T12:00:00Z');

  constructor(msPerSecond = 1_000) {
    this.msPerSecond = msPerSecond;
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  sleep(milliseconds: number): Promise<void> {
    this.advance(milliseconds);
    return Promise.resolve();
  }
}

describe('a budget', () => {
  test('decreases with time, and gives a request at most 20 seconds and never zero', () => {
    const clock = new ManualClock();
    const budget = new TimeBudget(clock, 60_000, 0);
    expect(budget.remaining()).toBe(60_000);
    expect(budget.requestTimeout()).toBe(20_000);
    clock.advance(45_000);
    expect(budget.requestTimeout()).toBe(15_000);
    clock.advance(45_000);
    expect(budget.remaining()).toBe(0);
    expect(budget.requestTimeout()).toBe(1);
  });

  test('gives the timeout of a request in the seconds of its clock', () => {
    const clock = new ManualClock(100);
    const budget = new TimeBudget(clock, 60_000, 0);
    expect(budget.requestTimeout()).toBe(2_000);
    clock.advance(50_000);
    expect(budget.requestTimeout()).toBe(1_000);
  });

  test('grants waits that servers ask for until the allowance is used up', () => {
    const budget = new TimeBudget(new ManualClock(), 60_000, 90_000);
    expect(budget.tryGrantWait(60_000)).toBe(true);
    expect(budget.remaining()).toBe(120_000);
    expect(budget.tryGrantWait(30_001)).toBe(false);
    expect(budget.tryGrantWait(30_000)).toBe(true);
    expect(budget.remaining()).toBe(150_000);
  });

  test('has parts, whose time counts, and whose waits that servers ask for do not', () => {
    const clock = new ManualClock();
    const whole = new TimeBudget(clock, 60_000, 90_000);
    const part = whole.createPart(10_000, 30_000);
    clock.advance(4_000);
    expect(part.remaining()).toBe(6_000);
    expect(part.tryGrantWait(30_000)).toBe(true);
    expect(part.tryGrantWait(1)).toBe(false);
    clock.advance(36_000);
    expect(part.remaining()).toBe(0);
    expect(whole.remaining()).toBe(50_000);
    expect(whole.tryGrantWait(90_000)).toBe(true);
  });

  test('reserves time for cleaning up, within the limit of a phase', () => {
    const clock = new ManualClock();
    const budget = new TimeBudget(clock, 60_000, 10_000);
    clock.advance(30_000);
    budget.ensureRemaining(20_000);
    expect(budget.remaining()).toBe(30_000);
    budget.ensureRemaining(60_000);
    expect(budget.remaining()).toBe(60_000);
    clock.advance(60_000);
    budget.ensureRemaining(60_000);
    expect(budget.remaining()).toBe(10_000);
    budget.tryGrantWait(10_000);
    budget.ensureRemaining(60_000);
    expect(budget.remaining()).toBe(20_000);
  });
});
