import { TidemarkError } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { createFrameQueue } from './frame-queue.ts';

async function readAll<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
}

test('[TRA-5] keeps the order of what waits and of what comes while reading', async () => {
  const queue = createFrameQueue<number>();
  const read: number[] = [];
  queue.push(1);
  queue.push(2);
  for await (const item of queue) {
    read.push(item);
    if (item < 5) for (const next of [item * 10, item * 10 + 1]) queue.push(next);
    if (item === 21) queue.end();
  }
  expect(read).toEqual([1, 2, 10, 11, 20, 21]);
});

test('[TRA-5] hands 200,000 waiting items over in order', async () => {
  const queue = createFrameQueue<number>({ limit: 200_000 });
  for (let n = 0; n < 200_000; n++) queue.push(n);
  queue.end();
  const read = await readAll(queue);
  expect(read.length).toBe(200_000);
  expect(read.every((item, at) => item === at)).toBe(true);
});

test('[TRA-9] what waits is read before the end, and before a failure', async () => {
  const ended = createFrameQueue<number>();
  ended.push(1);
  ended.end();
  expect(ended.push(2)).toBe(false);
  expect(await readAll(ended)).toEqual([1]);

  const failed = createFrameQueue<number>();
  failed.push(1);
  failed.fail(new Error('broken'));
  const reader = failed[Symbol.asyncIterator]();
  expect(await reader.next()).toEqual({ value: 1, done: false });
  await expect(reader.next()).rejects.toThrow('broken');
  expect(await reader.next()).toEqual({ value: undefined, done: true });
});

test('[TRA-8] dropping ends a waiting read and forgets what waits, a failure too', async () => {
  const queue = createFrameQueue<number>();
  const waiting = queue[Symbol.asyncIterator]().next();
  queue.drop();
  expect(await waiting).toEqual({ value: undefined, done: true });

  const failed = createFrameQueue<number>();
  failed.push(1);
  failed.fail(new Error('broken'));
  failed.drop();
  expect(await readAll(failed)).toEqual([]);
});

test('[TRA-11] a second iteration throws, and leaving the first one tells the owner', async () => {
  const told: string[] = [];
  const queue = createFrameQueue<number>({ left: () => told.push('left') });
  queue.push(1);
  queue.push(2);
  for await (const item of queue) if (item === 1) break;
  expect(told).toEqual(['left']);
  expect(queue.push(3)).toBe(false);
  expect(() => queue[Symbol.asyncIterator]()).toThrow(TypeError);
});

test('[TRA-14] above its limit of unread items a queue fails instead of growing', async () => {
  const queue = createFrameQueue<number>({ limit: 2 });
  expect([1, 2, 3, 4].map((item) => queue.push(item))).toEqual([true, true, false, false]);
  const read: number[] = [];
  const reading = (async () => {
    for await (const item of queue) read.push(item);
  })();
  await expect(reading).rejects.toSatisfy((error) => TidemarkError.is(error, 'transport/failed') && error.retryable);
  expect(read).toEqual([1, 2]);
});
