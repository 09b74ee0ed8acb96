import type { ClientFrame, Pull } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, nothingNew, pullsOf } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';

const conversation = build.id(0);

test('[STR-40] an answer to an earlier process, come late on a new connection, answers nothing of this one', async () => {
  const asked = (frames: readonly ClientFrame[]) => frames.flatMap((frame) => ('id' in frame ? [frame] : []));
  const first = await deviceBench();
  await first.peer().send(build.welcome());
  const before = asked(first.peer().take());
  await first.client.close();
  const { peer, status } = await deviceBench({ storage: first.storage, seed: 2 });
  await peer().send(build.welcome());
  const now = asked(peer().take());
  expect(now.map(({ type }) => type)).toEqual(before.map(({ type }) => type));
  for (const frame of before) {
    await peer().send(frame.type === 'list' ? build.summaries({ re: frame.id }) : nothingNew(frame as Pull));
  }
  expect(status()).toMatchObject({ kind: 'catching-up', left: now.length });
});

test('[STR-42] a list that nobody asked for in this session, or that comes twice, shows nothing', async () => {
  const bench = await deviceBench();
  await bench.peer().send(build.welcome());
  const list = bench
    .peer()
    .take()
    .find(({ type }) => type === 'list') as { readonly id: number };
  await bench.peer().close(1011);
  await bench.timers.runNext();
  const conversations = bench.client.conversations.observe({ limit: 10 });
  const peer = await bench.live();
  const { stream, epoch, rev, ord, marksRev, at } = build.head(1);
  const entry = { stream, epoch, rev, ord, marksRev, at, delivered: 0, read: 0 };
  const rows = [build.row('conversation', conversation, 1, { body: { kind: 'group' } })];
  await peer.send(build.summaries({ re: list.id, summaries: [{ ...entry, rows }] }));
  expect(conversations.getSnapshot()?.rows).toEqual([]);
});

test('[STR-42] an answer of an earlier session takes no history back, nor does one that comes twice', async () => {
  const bench = await deviceBench();
  const first = await openConversation(bench, { rows: [] });
  await first.peer.send(build.heads(build.head(1)));
  const [since] = pullsOf(first.peer.take());
  const old = build.page({ re: since?.id ?? 0, rows: messages(1, 1, 'bob') });
  await first.peer.send(old);
  await first.peer.close();
  await bench.timers.runNext();
  const peer = await bench.live();
  await peer.send(build.heads(build.head(2, { epoch: 'e2' })));
  await peer.send(build.reset({ re: pullsOf(peer.take())[0]?.id, epoch: 'e2' }));
  const [pull] = pullsOf(peer.take());
  const page = build.page({ re: pull?.id ?? 0, epoch: 'e2', rows: messages(1, 2, 'bob') });
  await peer.send(page);
  const shown = ['message 1 received', 'message 2 received'];
  expect(first.shown()).toEqual(shown);
  await peer.send(old);
  expect([first.shown(), pullsOf(peer.take())]).toEqual([shown, []]);
  await peer.send(build.changes({ epoch: 'e2', rows: messages(3, 3, 'bob') }), { ...page, rows: [] });
  expect([first.shown(), pullsOf(peer.take())]).toEqual([[...shown, 'message 3 received'], []]);
});

test('[STR-42] the answer to a request that was given up and asked again still counts', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1, 'bob') });
  await peer.send(build.heads(build.head(2)));
  const [pull] = pullsOf(peer.take());
  for (const _ of [1, 2]) {
    await bench.timers.advance(25_000);
    await peer.send(build.pong());
  }
  expect(pullsOf(peer.take())).toMatchObject([{ want: pull?.want }]);
  await peer.send(build.changes({ re: pull?.id, rows: messages(2, 2, 'bob') }));
  expect(shown()).toEqual(['message 1 received', 'message 2 received']);
});
