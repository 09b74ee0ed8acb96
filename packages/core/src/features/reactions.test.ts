import type { ClientFrame, Op } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { reactions } from './reactions.ts';

const conversation = build.id(0);
const opsOf = (frames: readonly ClientFrame[]): readonly Op[] =>
  frames.flatMap((frame) => (frame.type === 'push' ? frame.ops : []));
const row = (n: number, user: string, rev: number, ...emoji: readonly string[]) =>
  build.row('reaction', `${build.id(n)}/${user}`, rev, {
    author: user,
    ...(emoji.length > 0
      ? { body: Object.fromEntries(emoji.map((each) => [each, true])) }
      : { body: undefined, deleted: true }),
  });

/** Three messages, and what is put at them. */
async function scene() {
  const bench = await deviceBench();
  const opened = await openConversation(bench, { rows: messages(1, 3, 'bob') });
  const { settle } = bench;
  const reacting = bench.client.use(reactions);
  const view = reacting.observe(conversation, opened.window);
  let told = 0;
  view.subscribe(() => told++);
  await settle();
  return {
    ...bench,
    ...opened,
    reacting,
    view,
    told: () => told,
    /** `emoji: users`, `*` where it is mine, of a message. */
    at: (n: number) =>
      (view.getSnapshot()?.[build.id(n)] ?? []).map(
        ({ emoji, users, mine }) => `${emoji}${mine ? '*' : ''} ${users.join(' ')}`,
      ),
    async pushed() {
      await settle();
      return opsOf(opened.peer.take());
    },
  };
}

test('[FEA-4] the emoji of several people are folded per message, the first ones first', async () => {
  const { peer, at, view } = await scene();
  await peer.send(
    build.changes({ rows: [row(1, 'eve', 4, '👍'), row(1, 'bob', 5, '🎉', '👍'), row(3, 'eve', 6, '👀')] }),
  );
  expect([at(1), at(2), at(3)]).toEqual([['👍 eve bob', '🎉 bob'], [], ['👀 eve']]);
  const before = view.getSnapshot();
  await peer.send(build.changes({ from: 6, rows: [row(1, 'eve', 7)] }));
  expect(at(1)).toEqual(['🎉 bob', '👍 bob']);
  expect(view.getSnapshot()?.[build.id(3)]).toBe(before?.[build.id(3)]);
});

test('[FEA-4] one’s own emoji is in view before the server has it, and goes as a patch of one’s own row', async () => {
  const { reacting, at, pushed, peer } = await scene();
  await peer.send(build.changes({ rows: [row(2, 'bob', 4, '👍')] }));
  await reacting.add(conversation, build.id(2), '👍');
  await reacting.add(conversation, build.id(2), '🎉');
  expect((await pushed()).map(({ kind, key, body }) => [kind, key, body])).toEqual([
    ['patch', `${build.id(2)}/ann`, { '👍': true }],
    ['patch', `${build.id(2)}/ann`, { '🎉': true }],
  ]);
  expect(at(2)).toEqual(['👍* bob ann', '🎉* ann']);
});

test('[FEA-4] what changes nothing is not queued; added and removed offline goes as one', async () => {
  const { reacting, at, pushed, client, live, settle, peer: first } = await scene();
  await first.send(build.changes({ rows: [row(1, 'ann', 4, '👍')] }));
  await reacting.add(conversation, build.id(1), '👍');
  await reacting.remove(conversation, build.id(1), '🎉');
  expect(await pushed()).toEqual([]);
  client.sync.pause('test');
  await settle();
  await reacting.add(conversation, build.id(1), '🎉');
  await reacting.remove(conversation, build.id(1), '👍');
  await settle();
  expect(at(1)).toEqual(['🎉* ann']);
  client.sync.resume('test');
  await settle();
  const peer = await live();
  expect(opsOf(peer.take()).map(({ body }) => body)).toEqual([{ '👍': null, '🎉': true }]);
});

test('[FEA-4] a message that is pending takes reactions: they go behind it, and with it when it is taken back', async () => {
  const bench = await deviceBench();
  const { id } = await bench.client.messages.send(conversation, { text: 'Ahoy' });
  const other = await bench.client.messages.send(conversation, { text: 'no' });
  const reacting = bench.client.use(reactions);
  for (const each of [id, other.id]) await reacting.add(conversation, each, '👍');
  const view = reacting.observe(conversation, id);
  await bench.settle();
  expect(view.getSnapshot()).toEqual({ [id]: [{ emoji: '👍', users: ['ann'], mine: true }] });
  await bench.client.messages.delete(conversation, other.id);
  await bench.peer().send(build.welcome());
  const ops = opsOf(bench.peer().take());
  expect(ops.map(({ collection, opId, key }) => [collection, key ?? opId])).toEqual([
    ['message', id],
    ['reaction', `${id}/ann`],
  ]);
});

test('[FEA-4] a reaction that is refused is taken back in view, and stays in the outbox with the reason', async () => {
  const { reacting, at, pushed, peer, client } = await scene();
  await reacting.add(conversation, build.id(1), '👍');
  const [op] = await pushed();
  await peer.send(build.results(build.refusal(op?.opId ?? '', 'op/missing')));
  expect(at(1)).toEqual([]);
  expect(client.outbox.observe().getSnapshot()).toMatchObject([{ status: 'failed', failure: { code: 'op/missing' } }]);
});

test('[FEA-4] a window that moves is followed; a deleted message shows none', async () => {
  const { peer, at, client, told } = await scene();
  await peer.send(build.changes({ rows: [build.message(4, { author: 'bob' }), row(4, 'eve', 5, '👍')] }));
  expect(at(4)).toEqual(['👍 eve']);
  const count = told();
  await peer.send(build.changes({ from: 5, rows: [build.message(4, { rev: 6, body: undefined, deleted: true })] }));
  expect([at(4), told()]).toEqual([[], count + 1]);
  await peer.send(build.pong());
  expect(told()).toBe(count + 1);
  expect(client.use(reactions).observe(build.id(9), build.id(1)).getSnapshot()).toBe(undefined);
});

test('[FEA-4] an emoji has 1 to 32 units, a person at most 20 at a message, and must be known', async () => {
  const { reacting, peer } = await scene();
  const wrong = { code: 'write/invalid' };
  await expect(reacting.add(conversation, build.id(1), '')).rejects.toMatchObject(wrong);
  await expect(reacting.add(conversation, build.id(1), 'x'.repeat(33))).rejects.toMatchObject(wrong);
  await expect(reacting.add(conversation, 'x', '👍')).rejects.toMatchObject(wrong);
  await expect(reacting.add('b b', build.id(1), '👍')).rejects.toMatchObject(wrong);
  const all = Array.from({ length: 20 }, (_, i) => `:${i}:`);
  await peer.send(build.changes({ rows: [row(1, 'ann', 4, ...all)] }));
  await expect(reacting.add(conversation, build.id(1), '👍')).rejects.toMatchObject(wrong);
  const stranger = await deviceBench({ user: undefined });
  const anybody = stranger.client.use(reactions).add(conversation, build.id(1), '👍');
  await expect(anybody).rejects.toMatchObject({ code: 'client/identity-unknown' });
});

test('[FEA-4] an app follows what it draws of a window', async () => {
  const { peer, window, reacting, settle } = await scene();
  await peer.send(build.changes({ rows: [row(1, 'eve', 4, '👍'), row(2, 'eve', 5, '🎉'), row(3, 'eve', 6, '👀')] }));
  const all = window.getSnapshot()?.rows ?? [];
  let drawn = all.slice(0, 2);
  const moved = new Set<() => void>();
  const view = reacting.observe(conversation, {
    getSnapshot: () => ({ rows: drawn }),
    subscribe(changed) {
      moved.add(changed);
      return () => moved.delete(changed);
    },
  });
  await settle();
  expect(Object.keys(view.getSnapshot() ?? {})).toEqual([build.id(1), build.id(2)]);
  drawn = all.slice(1);
  for (const changed of moved) changed();
  await settle();
  expect(Object.keys(view.getSnapshot() ?? {})).toEqual([build.id(2), build.id(3)]);
  view.close();
  expect(moved.size).toBe(0);
});
