import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';

const conversation = build.id(0);
const member = (user: string, rev: number, body: object = { role: 'member' }) =>
  build.row('member', user, rev, { body: { ...body } });

/** A conversation of ann and bob, whose members are observed. */
async function crew() {
  const bench = await deviceBench();
  const members = bench.client.conversations.observeMembers(conversation);
  let told = 0;
  members.subscribe(() => told++);
  const rows = [
    ...messages(1, 2),
    member('bob', 1, { role: 'member', name: 'Bob' }),
    member('ann', 1, { role: 'owner' }),
  ];
  const marks = [
    { user: 'ann', delivered: 2, read: 2 },
    { user: 'bob', delivered: 2, read: 1 },
  ];
  const { peer } = await openConversation(bench, { rows, marks });
  told = 0;
  return { ...bench, members, peer, told: () => told };
}

test('[VIE-8] members stand by user id, with role, name and marks', async () => {
  const { members } = await crew();
  expect(members.getSnapshot()).toEqual([
    { user: 'ann', role: 'owner', delivered: 2, read: 2, pending: false },
    { user: 'bob', role: 'member', name: 'Bob', delivered: 2, read: 1, pending: false },
  ]);
});

test('[VIE-8] a mark makes a new object of its member only, and what changes nobody tells nothing', async () => {
  const { members, peer, told } = await crew();
  const [ann, bob] = members.getSnapshot() ?? [];
  await peer.send(build.changes({ rows: [build.message(3, { author: 'eve' })] }));
  await peer.send(build.pong());
  expect(told()).toBe(0);
  await peer.send(build.marks({ marks: [{ user: 'bob', delivered: 3, read: 3 }] }));
  const after = members.getSnapshot() ?? [];
  expect([after[0] === ann, after[1] === bob, told()]).toEqual([true, false, 1]);
});

test('[VIE-8] who joins and who leaves is shown, told once a commit', async () => {
  const { members, peer, told } = await crew();
  const left = build.row('member', 'bob', 4, { body: undefined, deleted: true });
  await peer.send(build.changes({ rows: [member('eve', 3), left], head: build.head(4, { ord: 2 }) }));
  expect(members.getSnapshot()?.map(({ user, read }) => [user, read])).toEqual([
    ['ann', 2],
    ['eve', 2],
  ]);
  expect(told()).toBe(1);
});

test('[VIE-9] the outbox shows everything unconfirmed: pending, whatever is known of it, or failed with the reason', async () => {
  const { client, live, settle } = await deviceBench();
  const outbox = client.outbox.observe();
  expect(outbox.getSnapshot()).toEqual([]);
  const sent = client.messages.send(conversation, { text: 'a' });
  const [entry] = outbox.getSnapshot() ?? [];
  expect(entry).toMatchObject({ lane: build.stream, collection: 'message', status: 'pending', attempts: 0 });
  const { id } = await sent;
  const peer = await live();
  expect(outbox.getSnapshot()).toMatchObject([{ opId: id, status: 'pending', attempts: 1 }]);
  await peer.send(build.results(build.refusal(id, 'op/forbidden')));
  await settle();
  expect(outbox.getSnapshot()).toMatchObject([{ opId: id, status: 'failed', failure: { code: 'op/forbidden' } }]);
  await client.outbox.cancel(id);
  expect(outbox.getSnapshot()).toEqual([]);
});

test('[VIE-9] what was refused for now says when it goes again, and so does what waits behind it', async () => {
  const { client, live, runtime, timers } = await deviceBench();
  const outbox = client.outbox.observe();
  const peer = await live();
  const waits = () => outbox.getSnapshot()?.map(({ retryAtMs }) => retryAtMs);
  const { id } = await client.messages.send(conversation, { text: 'a' });
  await timers.advance(0);
  expect(outbox.getSnapshot()?.[0]).not.toHaveProperty('retryAtMs');
  let told = 0;
  outbox.subscribe(() => told++);
  await peer.send(build.results(build.refusal(id, 'rate/limited', { retryAfterMs: 20_000 })));
  expect([told, outbox.getSnapshot()]).toMatchObject([1, [{ status: 'pending', attempts: 1 }]]);
  await client.messages.send(conversation, { text: 'b' });
  const goesAtMs = runtime.clock.monotonicMs() + 20_000;
  expect(waits()).toEqual([goesAtMs, goesAtMs]);
  await timers.advance(20_000);
  expect([waits(), outbox.getSnapshot()?.[0]?.attempts]).toEqual([[undefined, undefined], 2]);
});

test('[VIE-9] an entry is the same object while nothing about it changed', async () => {
  const { client } = await deviceBench();
  const outbox = client.outbox.observe();
  await client.messages.send(conversation, { text: 'a' });
  const before = outbox.getSnapshot() ?? [];
  await client.messages.send(conversation, { text: 'b' });
  const after = outbox.getSnapshot() ?? [];
  expect([after.length, after[0] === before[0]]).toEqual([2, true]);
});

test('[VIE-9] losing the session changes nothing to be seen', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 1) });
  await bench.client.messages.send(conversation, { text: 'a' });
  await bench.settle();
  const outbox = bench.client.outbox.observe();
  const before = outbox.getSnapshot();
  await peer.close();
  expect(outbox.getSnapshot()).toBe(before);
});
