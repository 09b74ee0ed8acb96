import { type List, userStream } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { defineCollection } from '../observe/collection-repository.ts';
import { deviceBench, ME, nothingNew, type Peer, pullsOf, pushedOf } from '../test-support/device-bench.ts';

const conversation = build.id(0);

test('[LOP-12] hello says the device, where one’s own stream stands, and the session before', async () => {
  const { live, peer, timers } = await deviceBench();
  const first = await live();
  await first.send(
    build.changes({
      stream: ME,
      from: 0,
      rows: [build.row('profile', 'profile', 1)],
      head: build.head(1, { stream: ME, ord: 0 }),
    }),
  );
  await first.close();
  await timers.runNext();
  const [hello] = peer().take();
  const cursors = [{ stream: ME, epoch: 'e1', rev: 1, marksRev: 0 }];
  expect(hello).toMatchObject({ type: 'hello', protocol: 1, token: 'token', resume: 's1', cursors });
});

test('[LOP-12] the device is the same after a restart, and the first session resumes none', async () => {
  const first = await deviceBench();
  const [before] = first.peer().take();
  expect(before).toMatchObject({ type: 'hello', cursors: [] });
  expect(before).not.toHaveProperty('resume');
  await first.client.close();
  const again = await deviceBench({ storage: first.storage, seed: 2 });
  const [after] = again.peer().take();
  expect(after).toMatchObject({ device: (before as { device: string }).device });
});

test('[LOP-13] nothing is said before welcome; then everything is asked and pushed', async () => {
  const { client, peer, settle } = await deviceBench();
  const { id } = await client.messages.send(conversation, { text: 'early' });
  await settle();
  expect(
    peer()
      .take()
      .map(({ type }) => type),
  ).toEqual(['hello']);
  await peer().send(build.welcome());
  const frames = peer().take();
  expect(pushedOf(frames)).toEqual([id]);
  expect(pullsOf(frames)).toMatchObject([{ stream: ME, want: { kind: 'newest' } }]);
  expect(frames.filter(({ type }) => type === 'list')).toMatchObject([{ limit: 50 }]);
  // Of who is in many conversations one's own stream is long: the list does not wait for it.
  expect(frames.map(({ type }) => type).indexOf('list')).toBeLessThan(frames.map(({ type }) => type).indexOf('pull'));
});

test('[LOP-13] a server that speaks before it welcomes is met as garbage', async () => {
  const { peer, status } = await deviceBench();
  await peer().send(build.changes({ rows: [build.message(1)] }));
  expect(status()).toMatchObject({ kind: 'offline', why: ['transport/malformed'] });
});

test('[LOP-14] the list is asked since the last one of the same server history only', async () => {
  const { peer, timers } = await deviceBench();
  const listed: unknown[] = [];
  for (const epoch of ['server-1', 'server-1', 'server-2']) {
    await peer().send(build.welcome({ epoch }));
    const list = peer()
      .take()
      .find((frame): frame is List => frame.type === 'list') as List;
    listed.push(list.since);
    await peer().send(build.summaries({ re: list.id, asOf: 5000 }));
    await peer().close();
    await timers.runNext();
  }
  expect(listed).toEqual([undefined, 5000, undefined]);
});

test('[LOP-14] the list is read to its end, and the next one begins where the first page began', async () => {
  const { peer, status, timers } = await deviceBench({ sync: { prefetch: 0 } });
  const ask = () =>
    peer()
      .take()
      .find((frame) => frame.type === 'list');
  await peer().send(build.welcome());
  const frames = peer().take();
  const [pull] = pullsOf(frames);
  if (pull) await peer().send(nothingNew(pull));
  const first = frames.find((frame) => frame.type === 'list') as List;
  const entry = { ...build.head(3), rows: [], delivered: 0, read: 0 };
  await peer().send(build.summaries({ re: first.id, summaries: [entry], done: false, asOf: 7000 }));
  const second = ask() as List;
  expect([second, status()?.kind]).toMatchObject([{ before: { at: entry.at, stream: entry.stream } }, 'catching-up']);
  await peer().send(build.summaries({ re: second.id, asOf: 9000 }));
  expect(status()).toEqual({ kind: 'live' });
  await peer().close();
  await timers.runNext();
  await peer().send(build.welcome());
  expect(ask()).toMatchObject({ since: 7000 });
});

test('[LOP-14] a list cut off by the end of its session is read anew, under the history that answers then', async () => {
  const { peer, timers } = await deviceBench();
  const entry = { ...build.head(3), rows: [], delivered: 0, read: 0 };
  const cutOff = build.summaries({ re: 0, summaries: [entry], done: false, asOf: 7000 });
  const asked: unknown[] = [];
  for (const [epoch, answer] of [
    ['server-1', cutOff],
    ['server-2', build.summaries({ re: 0, asOf: 9000 })],
    ['server-2', cutOff],
  ] as const) {
    await peer().send(build.welcome({ epoch }));
    const list = peer()
      .take()
      .find((frame): frame is List => frame.type === 'list');
    asked.push([list?.since, list?.before]);
    await peer().send({ ...answer, re: list?.id ?? 0 });
    await peer().close();
    await timers.runNext();
  }
  expect(asked).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    [9000, undefined],
  ]);
});

test('[LOP-14] a list refused for now is asked again at the heartbeat, and only then is the client live', async () => {
  const { peer, status, timers } = await deviceBench();
  await peer().send(build.welcome());
  const frames = peer().take();
  for (const pull of pullsOf(frames)) await peer().send(nothingNew(pull));
  const list = frames.find((frame) => frame.type === 'list') as List;
  await peer().send({ type: 'error', re: list.id, code: 'server/storage', class: 'retry', message: 'disk' });
  expect([status(), peer().take()]).toEqual([{ kind: 'catching-up', left: 1 }, []]);
  await timers.advance(25_000);
  await peer().send(build.pong());
  const again = peer()
    .take()
    .find((frame) => frame.type === 'list') as List;
  await peer().send(build.summaries({ re: again.id }));
  expect([again.id === list.id, status()]).toEqual([false, { kind: 'live' }]);
});

test('[LOP-14] a list without an answer from one heartbeat to the next is asked again', async () => {
  const { peer, status, timers } = await deviceBench();
  await peer().send(build.welcome());
  for (const pull of pullsOf(peer().take())) await peer().send(nothingNew(pull));
  const beat = async () => {
    await timers.advance(25_000);
    await peer().send(build.pong());
    return peer()
      .take()
      .filter((frame) => frame.type === 'list');
  };
  expect(await beat()).toEqual([]);
  const [again] = await beat();
  expect(status()).toEqual({ kind: 'catching-up', left: 1 });
  await peer().send(build.summaries({ re: again?.id ?? 0 }));
  expect(status()).toEqual({ kind: 'live' });
});

test('[LOP-14] a heartbeat ends with its first pong: one that comes twice asks nothing again', async () => {
  const { peer, timers } = await deviceBench();
  await peer().send(build.welcome());
  peer().take();
  await timers.advance(25_000);
  peer().take();
  await peer().send(build.pong(), build.pong(), build.pong());
  expect(peer().take()).toEqual([]);
});

/** Answers the list that was asked for: three conversations. */
async function listThree(peer: Peer): Promise<void> {
  const list = peer.take().find((frame) => frame.type === 'list') as List;
  const summaries = ['a', 'b', 'c'].map((id) => {
    return { ...build.head(3, { stream: `conversation:${id}` }), rows: [], delivered: 0, read: 0 };
  });
  await peer.send(build.summaries({ re: list.id, summaries }));
}

test('[LOP-15] after welcome the most recent conversations are fetched, and whatever is open', async () => {
  const { client, peer } = await deviceBench({ sync: { prefetch: 2, pageSize: 30 } });
  client.messages.observe('open');
  await peer().send(build.welcome());
  await listThree(peer());
  const pulls = pullsOf(peer().take());
  expect(pulls.map(({ stream, limit }) => [stream, limit])).toEqual([
    ['conversation:a', 30],
    ['conversation:b', 30],
  ]);
});

test('[LOP-15] who wants all history has every conversation of the list fetched', async () => {
  const { peer } = await deviceBench({ sync: { prefetch: 0, backfill: true } });
  await peer().send(build.welcome());
  await listThree(peer());
  expect(pullsOf(peer().take()).map(({ stream }) => stream)).toEqual([
    'conversation:a',
    'conversation:b',
    'conversation:c',
  ]);
});

test('[LOP-15] a conversation in which something happens is fetched, however far down the list', async () => {
  const { live } = await deviceBench({ sync: { prefetch: 0 } });
  const peer = await live();
  await peer.send(build.changes({ rows: [build.message(41, { rev: 90 })] }));
  expect(pullsOf(peer.take())).toMatchObject([{ stream: build.stream, want: { kind: 'newest' } }]);
});

test('[LOP-15] where a stream stands is what catching up means; history is fetched by the way', async () => {
  const { client, live, status } = await deviceBench();
  const peer = await live();
  const window = client.messages.observe(conversation, { limit: 10 });
  await peer.send(build.heads());
  const [pull] = pullsOf(peer.take());
  expect(status()).toEqual({ kind: 'catching-up', left: 1 });
  await peer.send(build.page({ re: pull?.id ?? 0, rows: [build.message(8), build.message(9)] }));
  expect([status(), pullsOf(peer.take())]).toMatchObject([{ kind: 'live' }, [{ want: { kind: 'before', ord: 8 } }]]);
  window.close();
});

test('[LOP-15] an app stream is pulled once in each session, so that the server tells of it', async () => {
  const { client, live, peer, timers } = await deviceBench();
  const schema = { '~standard': { version: 1 as const, validate: (value: unknown) => ({ value: value as object }) } };
  client.collection(defineCollection({ name: 'task', schema })).observe();
  await (await live()).close();
  for (let n = 0; n < 2; n++) {
    await timers.runNext();
    await peer().send(build.welcome());
    const pulls = pullsOf(peer().take()).filter(({ stream }) => stream === 'app:ann');
    expect(pulls).toMatchObject([{ want: { kind: 'since', rev: 0 } }]);
    await peer().close();
  }
});

test('[LOP-15] a device that learns its user at the first welcome takes it for good', async () => {
  const { client, live, storage, peer } = await deviceBench({ user: undefined });
  expect([client.user, peer().take()]).toMatchObject([undefined, [{ type: 'hello', cursors: [] }]]);
  await live();
  expect(client.user).toBe('ann');
  await client.close();
  const again = await deviceBench({ storage, user: undefined });
  expect([again.client.user, again.peer().take()]).toMatchObject([
    'ann',
    [{ cursors: [{ stream: userStream('ann') }] }],
  ]);
});

test('[LOP-15] what an earlier process heard of and did not fetch is fetched in the next session', async () => {
  const first = await deviceBench();
  const live = await first.live();
  await live.send(build.changes({ from: 0, rows: [build.message(1)] }));
  await live.send({ type: 'heads', heads: [build.head(3)] });
  await first.client.close();
  const again = await deviceBench({ storage: first.storage, seed: 2 });
  await again.peer().send(build.welcome());
  const stream = build.head(3).stream;
  expect(pullsOf(again.peer().take()).filter((pull) => pull.stream === stream)).toMatchObject([
    { want: { kind: 'since', rev: 1 } },
  ]);
});

test('[LOP-18] a session that ends while its welcome is taken in leaves nothing in flight', async () => {
  const { client, peer, storage, settle, timers } = await deviceBench({ user: undefined });
  const { id } = await client.messages.send(conversation, { text: 'early' });
  storage.hold();
  await peer().send(build.welcome());
  await peer().close(1011);
  storage.release();
  await settle();
  await timers.runNext();
  await peer().send(build.welcome());
  expect(pushedOf(peer().take())).toEqual([id]);
});
