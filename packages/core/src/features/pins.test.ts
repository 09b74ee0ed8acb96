import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pushedOf } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { pins } from './pins.ts';

const conversation = build.id(0);
/** Commits of one batch have one time. */
const pin = (n: number, rev: number) => build.row('pin', build.id(n), rev, { author: 'bob', at: build.message(4).at });

async function scene() {
  const bench = await deviceBench();
  const opened = await openConversation(bench, { rows: messages(1, 3) });
  const pinning = bench.client.use(pins);
  const view = pinning.observe(conversation);
  await bench.settle();
  return { ...bench, ...opened, pinning, view, pinned: () => view.getSnapshot()?.map(({ messageId }) => messageId) };
}

test('[FEA-5] what is pinned stands in the order it was, with who did it', async () => {
  const { peer, view, pinning, pinned } = await scene();
  expect(view.getSnapshot()).toEqual([]);
  await expect(pinning.pin('b b', build.id(1))).rejects.toMatchObject({ code: 'write/invalid' });
  await peer.send(build.changes({ rows: [pin(3, 4), pin(1, 5)] }));
  expect(pinned()).toEqual([build.id(3), build.id(1)]);
  expect(view.getSnapshot()?.[0]).toEqual({
    ...{ messageId: build.id(3), by: 'bob', at: build.message(4).at, pending: false },
  });
});

test('[FEA-5] pinning and unpinning is in view at once, and what changes nothing is not queued', async () => {
  const { peer, pinning, view, pinned, settle } = await scene();
  await peer.send(build.changes({ rows: [pin(3, 4)] }));
  await pinning.pin(conversation, build.id(2));
  await pinning.pin(conversation, build.id(2));
  await pinning.pin(conversation, build.id(3));
  await pinning.unpin(conversation, build.id(1));
  expect(pinned()).toEqual([build.id(3), build.id(2)]);
  expect(view.getSnapshot()?.[1]).toMatchObject({ pending: true });
  await pinning.unpin(conversation, build.id(3));
  expect(pinned()).toEqual([build.id(2)]);
  await settle();
  expect(pushedOf(peer.take()).length).toBe(2);
});

test('[FEA-5] a pending message is pinned behind it; a pin that is refused is taken back in view', async () => {
  const { peer, client, pinning, pinned, settle } = await scene();
  const { id } = await client.messages.send(conversation, { text: 'Ahoy' });
  await pinning.pin(conversation, id);
  await settle();
  const [message, opId] = pushedOf(peer.take());
  expect([message, pinned()]).toEqual([id, [id]]);
  await peer.send(build.results(build.ok(id, 4), build.refusal(opId as string, 'op/forbidden')));
  expect(pinned()).toEqual([]);
});
