import { appStream, type JsonObject } from '@tidemark/protocol';
import { build, createFakeRuntime, createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createUuid7 } from '../model/uuid7.ts';
import { drainBench } from '../test-support/drain-bench.ts';
import { createEnqueue } from './enqueue.ts';

async function setUp() {
  const bench = await drainBench([]);
  const { clock, random } = createFakeRuntime({ timers: createFakeTimers(), seed: 2 });
  const refresh = async (): Promise<void> => {};
  const enqueue = createEnqueue({ ...bench, clock, newId: createUuid7(clock, random), refresh });
  const put = (body: JsonObject) =>
    enqueue({ stream: appStream('ann'), collection: 'todo', key: 'anchor', kind: 'put', body });
  return { ...bench, enqueue, put };
}

test('[OUT-7] an op rewritten before its push waits until the row it became is durable', async () => {
  const { put, outbox, storage, attach, pushes } = await setUp();
  await put({ done: false }).saved;
  storage.hold();
  const { opId, saved } = put({ done: true });
  attach();
  expect([outbox.get(opId)?.stage, pushes]).toEqual(['saving', []]);
  storage.release();
  await saved;
  await expect.poll(() => pushes.flat().map((op) => op.body)).toEqual([{ done: true }]);
});

test('[OUT-17] a rewrite that storage refuses leaves the op as it was', async () => {
  const { put, outbox, storage } = await setUp();
  const { opId } = put({ done: false });
  await expect.poll(() => outbox.get(opId)?.stage).toBe('stored');
  storage.refuse(() => new Error('full'));
  await expect(put({ done: true }).saved).rejects.toThrow('full');
  expect(outbox.get(opId)).toMatchObject({ op: { body: { done: false } }, stage: 'stored' });
});

test('[OUT-3] a write under the id of one that is pending is that one', async () => {
  const { enqueue, outbox, rows } = await setUp();
  const message = { opId: build.id(7), stream: build.stream, collection: 'message', kind: 'put', body: {} } as const;
  await Promise.all([enqueue(message).saved, enqueue(message).saved]);
  expect([[...outbox.all()].length, (await rows()).length]).toEqual([1, 1]);
});
