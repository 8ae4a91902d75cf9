import { describe, expect, test } from '@jest/globals';
import { TimeBudget } from '../../../src/http/time-budget.ts';
import type { Clock } from '../../../src/shared/clock.ts';

/** A clock that stands still unless it is told to go on. */
class StandingClock implements Clock {
  readonly msPerSecond: number;
  #now = Date.parse('2026-11-23T12:00:00Z');

  constructor(second = 1_000) {
    this.msPerSecond = second;
  }

  now(): Date {
    return new Date(this.#now);
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  sleep(milliseconds: number): Promise<void> {
    this.pass(milliseconds);
    return Promise.resolve();
  }
}

describe('a budget', () => {
  test('is used up by time, and gives a request 20 seconds of it at most, and never none', () => {
    const clock = new StandingClock();
    const budget = new TimeBudget(clock, 60_000, 0);
    expect(budget.remaining()).toBe(60_000);
    expect(budget.requestTimeout()).toBe(20_000);
    clock.pass(45_000);
    expect(budget.requestTimeout()).toBe(15_000);
    clock.pass(45_000);
    expect(budget.remaining()).toBe(0);
    expect(budget.requestTimeout()).toBe(1);
  });

  test('measures a request by the seconds of its clock', () => {
    const clock = new StandingClock(100);
    const budget = new TimeBudget(clock, 60_000, 0);
    expect(budget.requestTimeout()).toBe(2_000);
    clock.pass(50_000);
    expect(budget.requestTimeout()).toBe(1_000);
  });

  test('grants the waits that servers announce, until their retryAfterAllowance is empty', () => {
    const budget = new TimeBudget(new StandingClock(), 60_000, 90_000);
    expect(budget.tryGrantWait(60_000)).toBe(true);
    expect(budget.remaining()).toBe(120_000);
    expect(budget.tryGrantWait(30_001)).toBe(false);
    expect(budget.tryGrantWait(30_000)).toBe(true);
    expect(budget.remaining()).toBe(150_000);
  });

  test('reserves time for cleaning up, but never more than a phase has', () => {
    const clock = new StandingClock();
    const budget = new TimeBudget(clock, 60_000, 10_000);
    clock.pass(30_000);
    budget.ensureRemaining(20_000);
    expect(budget.remaining()).toBe(30_000);
    budget.ensureRemaining(60_000);
    expect(budget.remaining()).toBe(60_000);
    clock.pass(60_000);
    budget.ensureRemaining(60_000);
    expect(budget.remaining()).toBe(10_000);
    budget.tryGrantWait(10_000);
    budget.ensureRemaining(60_000);
    expect(budget.remaining()).toBe(20_000);
  });
});
