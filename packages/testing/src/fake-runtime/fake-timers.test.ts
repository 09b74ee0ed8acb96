import { expect, test } from 'vitest';
import { createFakeTimers } from './fake-timers.ts';
import { createSeededRandom } from './seeded-random.ts';

test('[KIT-1] timers run by time, then in the order they were set, and not before they are due', async () => {
  const timers = createFakeTimers();
  const ran: string[] = [];
  for (const [name, delayMs] of [
    ['c', 20],
    ['a', 10],
    ['d', 20],
    ['b', 10],
    ['late', 21],
  ] as const)
    timers.set(delayMs, () => ran.push(`${name}@${timers.elapsedMs()}`));
  await timers.advance(20);
  expect(ran).toEqual(['a@10', 'b@10', 'c@20', 'd@20']);
  expect([timers.elapsedMs(), timers.pendingCount()]).toEqual([20, 1]);
});

test('[KIT-1] a thousand random timers run in order, those cleared not at all', async () => {
  const timers = createFakeTimers({ settle: async () => {} });
  const random = createSeededRandom(1);
  const ran: number[] = [];
  const handles = Array.from({ length: 1000 }, () => {
    const delayMs = Math.floor(random.fraction() * 500);
    return timers.set(delayMs, () => ran.push(delayMs));
  });
  for (const handle of handles.filter((_, at) => at % 3 === 0)) timers.clear(handle);
  await timers.advance(500);
  expect(ran.length).toBe(666);
  expect(ran).toEqual(ran.toSorted((a, b) => a - b));
});

test('[KIT-1] what a timer sets off comes to rest before the next timer runs', async () => {
  const timers = createFakeTimers();
  const ran: string[] = [];
  const rest = async (): Promise<void> => {
    for (let n = 0; n < 50; n++) await null;
    ran.push('rested');
    timers.set(1, () => ran.push('set by the first'));
  };
  timers.set(1, () => void rest());
  timers.set(1, () => ran.push('second'));
  await timers.advance(2);
  expect(ran).toEqual(['rested', 'second', 'set by the first']);
});

test('[KIT-1] running until a state stops there, and rejects when it cannot come', async () => {
  const timers = createFakeTimers();
  let count = 0;
  const again = () => timers.set(100, () => ++count && again());
  again();
  await timers.runUntil(() => count === 3);
  expect(timers.elapsedMs()).toBe(300);
  await expect(timers.runUntil(() => count === 99, 1000)).rejects.toThrow('not reached within 1000 ms');
  await expect(createFakeTimers().runUntil(() => false)).rejects.toThrow('Nothing left to run');
});

test('[KIT-1] what a timer throws rejects the advance, and time goes on after it', async () => {
  const timers = createFakeTimers();
  timers.set(5, () => {
    throw new Error('from the timer');
  });
  await expect(timers.advance(10)).rejects.toThrow('from the timer');
  expect(timers.elapsedMs()).toBe(5);
  expect(await timers.runNext()).toBe(false);
});
