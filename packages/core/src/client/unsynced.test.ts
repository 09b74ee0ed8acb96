import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pushedOf } from '../test-support/device-bench.ts';

const conversation = build.id(0);

test('[OUT-33] what is not at the server is counted: pending, then failed, then nothing', async () => {
  const { client, live, settle } = await deviceBench();
  const unsynced = client.outbox.observeUnsynced();
  expect(unsynced.getSnapshot()).toEqual({ pending: 0, failed: 0 });
  const sent = [];
  for (const text of ['a', 'b']) sent.push((await client.messages.send(conversation, { text })).id);
  expect(unsynced.getSnapshot()).toEqual({ pending: 2, failed: 0 });
  const peer = await live();
  await peer.send(build.results(build.refusal(sent[0] ?? '', 'op/forbidden')));
  expect(unsynced.getSnapshot()).toEqual({ pending: 1, failed: 1 });
  expect(client.outbox.observe().getSnapshot()?.[0]).toMatchObject({ kind: 'put', key: sent[0], status: 'failed' });
  for (const id of sent) await client.outbox.cancel(id).catch(() => undefined);
  await settle();
  expect(unsynced.getSnapshot()).toEqual({ pending: 1, failed: 0 });
});

test('[OUT-33] flush with a time tells how much is left when it is over, and leaves no timer', async () => {
  const { client, timers, live, settle } = await deviceBench();
  client.sync.pause('test');
  const { id } = await client.messages.send(conversation, { text: 'a' });
  await settle();
  const before = timers.pendingCount();
  const late = client.flush({ withinMs: 500 });
  const told = expect(late).rejects.toMatchObject({
    code: 'outbox/unflushed',
    details: { pending: 1 },
    retryable: true,
  });
  await timers.advance(500);
  await told;
  expect(timers.pendingCount()).toBe(before);
  client.sync.resume('test');
  await settle();
  const peer = await live();
  expect(pushedOf(peer.take())).toEqual([id]);
  const flushed = client.flush({ withinMs: 60_000 });
  await peer.send(build.results(build.refusal(id, 'op/forbidden')));
  await flushed;
});

test('[OUT-31] an app sends 200 at once and 10 a second unless it says otherwise', async () => {
  const { client, live, timers } = await deviceBench();
  await Promise.all(
    Array.from({ length: 230 }, (_, i) => client.messages.send(conversation, { text: `message ${i}` })),
  );
  const peer = await live();
  expect(pushedOf(peer.take()).length).toBe(200);
  await timers.advance(1000);
  expect(pushedOf(peer.take()).length).toBe(10);
  const wrong = deviceBench({ outbox: { ratePerSecond: -1 } });
  await expect(wrong).rejects.toMatchObject({ code: 'options/invalid', details: { option: 'outbox.ratePerSecond' } });
});
