import { createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createAlarm } from './alarm.ts';

function setUp() {
  const timers = createFakeTimers();
  const alarm = createAlarm(timers);
  const stop = new AbortController();
  let woken = 0;
  const sleep = (ms: number | undefined) => alarm.sleep(ms, stop.signal).then(() => woken++);
  return { timers, alarm, stop, sleep, woken: () => woken };
}

test('[STR-33] an alarm ends after its time, at a ring, or with its signal, and leaves no timer', async () => {
  const { timers, alarm, stop, sleep, woken } = setUp();
  void sleep(1000);
  await timers.advance(999);
  expect(woken()).toBe(0);
  await timers.advance(1);
  expect(woken()).toBe(1);
  void sleep(1000);
  alarm.ring();
  await timers.advance(0);
  expect([woken(), timers.pendingCount()]).toEqual([2, 0]);
  void sleep(1000);
  stop.abort();
  await timers.advance(0);
  expect([woken(), timers.pendingCount()]).toEqual([3, 0]);
  await sleep(1000);
  expect(woken()).toBe(4);
});

test('[STR-33] without a time it waits for a ring; a ring while nobody sleeps is nothing', async () => {
  const { timers, alarm, sleep, woken } = setUp();
  alarm.ring();
  void sleep(undefined);
  await timers.advance(1e9);
  expect(woken()).toBe(0);
  alarm.ring();
  alarm.ring();
  await timers.advance(0);
  expect(woken()).toBe(1);
});
