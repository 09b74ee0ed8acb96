import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import type { MemberMarks } from '../sync/member-marks.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { marksOf } from '../test-support/plain-marks.ts';
import { deliveryOf, reachOf } from './delivery-of.ts';

// The marks of everybody, and how ann's message at ord 5 is shown to her.
const table: readonly (readonly [what: string, marks: MemberMarks['recent'], delivery: string])[] = [
  ['nobody is known', {}, 'sent'],
  ['ann is alone', { ann: [9, 9] }, 'sent'],
  ['bob has nothing', { ann: [9, 9], bob: [0, 0] }, 'sent'],
  ['bob has the one before', { ann: [9, 9], bob: [4, 4] }, 'sent'],
  ['bob has it', { ann: [9, 9], bob: [5, 4] }, 'delivered'],
  ['bob has later ones', { ann: [9, 9], bob: [9, 4] }, 'delivered'],
  ['bob read it', { ann: [9, 9], bob: [5, 5] }, 'read'],
  ['bob read later ones', { ann: [9, 9], bob: [9, 9] }, 'read'],
  ['one of two has it', { bob: [5, 5], eve: [4, 4] }, 'sent'],
  ['both have it, one read it', { bob: [9, 9], eve: [5, 0] }, 'delivered'],
  ['both read it', { bob: [5, 5], eve: [9, 9] }, 'read'],
  ['the one read, the other has it, crosswise', { bob: [9, 2], eve: [5, 5] }, 'delivered'],
  ['a user is called constructor', { constructor: [4, 4] } as unknown as MemberMarks['recent'], 'sent'],
];

test.each(table)('[VIE-5] delivery where %s', (_what, marks, delivery) => {
  expect(deliveryOf(5, reachOf(marksOf(marks), 'ann'))).toBe(delivery);
  expect(deliveryOf(undefined, reachOf(marksOf(marks), 'ann'))).toBe('sending');
});

const members = (...users: readonly string[]) =>
  users.map((user) => build.row('member', user, 1, { body: { role: 'member' } }));

/** Ann's two messages in a conversation with bob, who read the first and has the second. */
async function withBob() {
  const bench = await deviceBench();
  const marks = [
    { user: 'ann', delivered: 2, read: 2 },
    { user: 'bob', delivered: 2, read: 1 },
  ];
  return {
    ...bench,
    ...(await openConversation(bench, { rows: [...messages(1, 2), ...members('ann', 'bob')], marks })),
  };
}

test('[VIE-5] marks told live move the ticks, and only of the messages they reach', async () => {
  const { peer, shown, window } = await withBob();
  expect(shown()).toEqual(['message 1 read', 'message 2 delivered']);
  const [first] = window.getSnapshot()?.rows ?? [];
  await peer.send(build.marks({ marks: [{ user: 'bob', delivered: 2, read: 2 }] }));
  expect(shown()).toEqual(['message 1 read', 'message 2 read']);
  expect(window.getSnapshot()?.rows[0]).toBe(first);
});

test('[VIE-5] a place in another history is held against no marks of this one', async () => {
  const { peer, client, shown, settle } = await withBob();
  await peer.send(build.marks({ marks: [{ user: 'bob', delivered: 9, read: 9 }] }));
  const { id } = await client.messages.send(build.id(0), { text: 'mine' });
  await settle();
  await peer.send(build.results(build.ok(id, 2, { epoch: 'e2', ord: 2 })));
  expect(shown()).toEqual(['message 1 read', 'message 2 read', 'mine sent']);
});

test('[VIE-5] one who joins later changes nothing for what was before, and counts from then on', async () => {
  const { peer, shown } = await withBob();
  await peer.send(
    build.changes({
      rows: [build.row('member', 'eve', 3, { body: { role: 'member' } })],
      head: build.head(3, { ord: 2 }),
    }),
  );
  expect(shown()).toEqual(['message 1 read', 'message 2 delivered']);
  await peer.send(build.changes({ rows: [build.message(3, { rev: 4, author: 'ann' })] }));
  await peer.send(build.marks({ marks: [{ user: 'bob', delivered: 3, read: 3 }] }));
  expect(shown()).toEqual(['message 1 read', 'message 2 read', 'message 3 sent']);
});

test('[VIE-5] one who left is waited for no longer; alone, a message is sent', async () => {
  const { peer, shown } = await withBob();
  const eve = build.row('member', 'eve', 3, { body: { role: 'member' } });
  await peer.send(build.changes({ rows: [eve, build.message(3, { rev: 4, author: 'ann' })], from: 2 }));
  await peer.send(build.marks({ marks: [{ user: 'bob', delivered: 3, read: 3 }] }));
  expect(shown().at(-1)).toBe('message 3 sent');
  const gone = (user: string, rev: number) =>
    build.changes({
      rows: [build.row('member', user, rev, { body: undefined, deleted: true })],
      head: build.head(rev, { ord: 3 }),
    });
  await peer.send(gone('eve', 5));
  expect(shown().at(-1)).toBe('message 3 read');
  await peer.send(gone('bob', 6));
  expect(shown()).toEqual(['message 1 sent', 'message 2 sent', 'message 3 sent']);
});

test('[VIE-5] messages of others are received, whatever the marks', async () => {
  const bench = await deviceBench();
  const marks = [{ user: 'bob', delivered: 1, read: 1 }];
  const { shown } = await openConversation(bench, { rows: messages(1, 1, 'bob'), marks });
  expect(shown()).toEqual(['message 1 received']);
});

test('[VIE-5] a refused message is failed, with the reason, and sending again once retried', async () => {
  const { client, peer, window, shown, settle } = await withBob();
  const { id } = await client.messages.send(build.id(0), { text: 'mine' });
  await settle();
  await peer.send(build.results(build.refusal(id, 'op/forbidden', { message: 'not you' })));
  const failure = { code: 'op/forbidden', message: 'not you', retryable: false };
  expect(window.getSnapshot()?.rows.at(-1)).toMatchObject({ id, delivery: 'failed', failure });
  await client.outbox.retry(id);
  expect(shown().at(-1)).toBe('mine sending');
});
