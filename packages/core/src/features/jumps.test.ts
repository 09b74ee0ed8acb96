import type { ClientFrame, Row } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import type { AnchoredView } from '../observe/anchored-window.ts';
import { deviceBench, type Peer } from '../test-support/device-bench.ts';
import { openConversation } from '../test-support/open-conversation.ts';
import { hidden } from './hidden.ts';
import { jumps } from './jumps.ts';

const conversation = build.id(0);
const around = { before: 3, after: 3 };

/** Bob's message at an ord, a minute after the one before. */
const minute = (ord: number): Row => build.message(ord, { author: 'bob', at: ord * 60_000 });
const minutes = (from: number, to: number): readonly Row[] =>
  Array.from({ length: to - from + 1 }, (_, i) => minute(from + i));

/** A server that has messages 1 to `newest`, and answers pulls and `locate` as one does. */
function answers(newest: number) {
  const head = build.head(newest);
  return (frame: ClientFrame) => {
    if (frame.type === 'locate') {
      const ord = 'at' in frame.what ? Math.min(Math.ceil(frame.what.at / 60_000), newest + 1) : 40;
      return { type: 'located', re: frame.id, stream: frame.stream, epoch: 'e1', ord } as const;
    }
    if (frame.type !== 'pull' || frame.stream !== build.stream) return undefined;
    if (frame.want.kind === 'ords') {
      return build.page({ re: frame.id, rows: [], ords: [frame.want.from, frame.want.to], head, newest: false });
    }
    if (frame.want.kind !== 'before') return undefined;
    const to = Math.min(newest, frame.want.ord - 1);
    const from = Math.max(1, to - frame.limit + 1);
    return build.page({ re: frame.id, rows: minutes(from, to), head, newest: false });
  };
}

/** Ann's device, which holds messages 91 to 100 of a hundred. */
async function hundred(options: Parameters<typeof deviceBench>[0] = {}) {
  const bench = await deviceBench({ sync: { pageSize: 6 }, ...options });
  const { peer, window } = await openConversation(bench, { limit: 5, rows: minutes(91, 100) });
  window.close();
  peer.take();
  return { ...bench, peer, jumping: bench.client.use(jumps) };
}

const ordsOf = (view: AnchoredView | undefined) => view?.rows.map(({ ord }) => ord);
const span = (from: number, to: number) => minutes(from, to).map(({ ord }) => ord);

/** Answers until nothing is asked any more; returns which pages were: the ord they end with, and how many. */
async function taken(peer: Peer, newest: number): Promise<readonly unknown[]> {
  const pages: unknown[] = [];
  for (let n = 0; n < 50; n++) {
    await peer.answer((frame) => {
      const answer = answers(newest)(frame);
      if (answer && frame.type === 'pull' && frame.want.kind === 'before')
        pages.push([frame.want.ord - 1, frame.limit]);
      return answer;
    });
  }
  return pages;
}

test('[JMP-1] a place far from all that is held: gaps first, then its messages, and nothing else goes', async () => {
  const { jumping, settle, peer, client } = await hundred();
  const window = await jumping.open(conversation, { ord: 40 }, around);
  await settle();
  expect(window.getSnapshot()).toMatchObject({
    ...{ rows: [], gaps: [{ from: 37, to: 42 }], anchor: 40 },
    ...{ hasOlder: true, hasNewer: true, status: 'loading' },
  });
  expect(await taken(peer, 100)).toEqual([[42, 6]]);
  expect(window.getSnapshot()).toMatchObject({ gaps: [], hasOlder: true, hasNewer: true, status: 'ready' });
  expect(ordsOf(window.getSnapshot())).toEqual(span(37, 42));
  const tail = client.messages.observe(conversation, { limit: 5 });
  await settle();
  expect(tail.getSnapshot()?.rows.map(({ ord }) => ord)).toEqual(span(96, 100));
  expect(await taken(peer, 100)).toEqual([]);
});

test('[JMP-1] it is extended either way until it joins what is held, which is not fetched again', async () => {
  const { jumping, settle, peer } = await hundred();
  const window = await jumping.open(conversation, { ord: 80 }, around);
  await settle();
  expect(await taken(peer, 100)).toEqual([[82, 6]]);
  window.loadNewer(12);
  await settle();
  expect(window.getSnapshot()?.gaps).toEqual([{ from: 83, to: 90 }]);
  expect(await taken(peer, 100)).toEqual([
    [90, 6],
    [84, 6],
  ]);
  expect([ordsOf(window.getSnapshot()), window.getSnapshot()?.hasNewer]).toEqual([span(77, 94), true]);
  window.loadNewer(50);
  window.loadOlder(2);
  await settle();
  expect(await taken(peer, 100)).toEqual([[76, 6]]);
  expect([ordsOf(window.getSnapshot()), window.getSnapshot()?.hasNewer]).toEqual([span(75, 100), false]);
  window.loadOlder(500);
  expect(window.getSnapshot()).toMatchObject({ hasOlder: false, gaps: [{ from: 1, to: 70 }] });
});

test('[JMP-1] offline it shows what is held and tells the rest as gaps; the next session fetches that', async () => {
  const { jumping, settle, client, live } = await hundred();
  client.sync.pause('flight');
  const window = await jumping.open(conversation, { ord: 92 }, around);
  await settle();
  expect(window.getSnapshot()).toMatchObject({ gaps: [{ from: 89, to: 90 }], status: 'ready' });
  expect(ordsOf(window.getSnapshot())).toEqual(span(91, 94));
  client.sync.resume('flight');
  await settle();
  expect(await taken(await live(), 100)).toEqual([[90, 6]]);
  expect(ordsOf(window.getSnapshot())).toEqual(span(89, 94));
});

test('[JMP-2] at the end it shows new messages and what is pending, as any window; further up neither', async () => {
  const { jumping, settle, client, peer } = await hundred();
  const [end, up] = [
    await jumping.open(conversation, 'newest', around),
    await jumping.open(conversation, { ord: 95 }, around),
  ];
  await settle();
  expect([ordsOf(end.getSnapshot()), end.getSnapshot()?.hasNewer]).toEqual([span(98, 100), false]);
  await peer.send(build.changes({ rows: [minute(101)], head: build.head(101) }));
  const { id } = await client.messages.send(conversation, { text: 'mine' });
  await settle();
  expect([ordsOf(end.getSnapshot()), end.getSnapshot()?.rows.at(-1)?.id]).toEqual([[...span(98, 101), undefined], id]);
  expect([ordsOf(up.getSnapshot()), up.getSnapshot()?.hasNewer]).toEqual([span(92, 97), true]);
});

test('[JMP-2] too far behind nothing that was shown goes: what was missed is a gap to go to', async () => {
  const { jumping, settle, peer } = await hundred();
  const window = await jumping.open(conversation, 'newest', around);
  await settle();
  window.loadNewer(50_000);
  await peer.send(build.heads(build.head(9_000)));
  await peer.answer((frame) => {
    if (frame.type !== 'pull' || frame.want.kind !== 'since') return undefined;
    return build.page({ re: frame.id, rows: minutes(8_995, 9_000), head: build.head(9_000) });
  });
  expect([ordsOf(window.getSnapshot()), window.getSnapshot()?.hasNewer]).toEqual([span(98, 100), true]);
  await taken(peer, 9_000);
  window.loadNewer(4);
  await settle();
  expect(window.getSnapshot()?.gaps).toEqual([{ from: 104, to: 107 }]);
  await taken(peer, 9_000);
  expect(window.getSnapshot()?.gaps).toEqual([]);
  await window.jump('newest');
  await settle();
  expect([ordsOf(window.getSnapshot()), window.getSnapshot()?.hasNewer]).toEqual([span(8_998, 9_000), false]);
});

test('[JMP-3] a date is its first message; the server is asked only where what is held cannot tell', async () => {
  const { jumping, settle, peer } = await hundred();
  const cases: readonly (readonly [number, number, boolean])[] = [
    [94 * 60_000, 94, false],
    [93 * 60_000 + 1, 94, false],
    [1e12, 101, false],
    [91 * 60_000, 91, true],
    [40 * 60_000, 40, true],
    [0, 0, true],
  ];
  for (const [at, ord, isAsked] of cases) {
    peer.take();
    const opening = jumping.open(conversation, { at }, around);
    await settle();
    const asked = peer.take().filter(({ type }) => type === 'locate');
    expect([at, asked.length > 0]).toEqual([at, isAsked]);
    for (const frame of asked) await peer.send(answers(100)(frame) as never);
    expect((await opening).jumped).toEqual({ ord, isSure: true });
  }
});

test('[JMP-3] offline a date is the first held message of that time or later, and not sure', async () => {
  const { jumping, client } = await hundred();
  client.sync.pause('flight');
  expect((await jumping.open(conversation, { at: 40 * 60_000 })).jumped).toEqual({ ord: 91, isSure: false });
  expect((await jumping.open(conversation, { at: 96 * 60_000 })).jumped).toEqual({ ord: 96, isSure: true });
});

test('[JMP-4] to a message by its id, held, pending or elsewhere; to the first unread one', async () => {
  const { jumping, settle, client, peer } = await hundred();
  const open = async (target: Parameters<typeof jumping.open>[1]) => {
    const opening = jumping.open(conversation, target, around);
    await settle();
    await peer.answer(answers(100));
    return (await opening).jumped;
  };
  expect(await open({ message: build.id(95) })).toEqual({ ord: 95, isSure: true });
  expect(await open({ message: build.id(40) })).toEqual({ ord: 40, isSure: true });
  await client.conversations.markRead(conversation, 93);
  expect(await open('first-unread')).toEqual({ ord: 94, isSure: true });
  await client.conversations.markRead(conversation);
  expect(await open('first-unread')).toEqual({ ord: 101, isSure: true });
  const { id } = await client.messages.send(conversation, { text: 'mine' });
  expect(await open({ message: id })).toEqual({ ord: 101, isSure: true });
});

test('[JMP-4] a message that is nowhere is not found; offline nobody knows; what is no place is refused', async () => {
  const { jumping, settle, client, peer } = await hundred();
  const missing = expect(jumping.open(conversation, { message: build.id(7) })).rejects.toMatchObject({
    code: 'write/not-found',
  });
  await settle();
  await peer.answer((frame) =>
    frame.type === 'locate'
      ? { type: 'error', re: frame.id, code: 'op/missing', class: 'permanent', message: 'None.' }
      : undefined,
  );
  await missing;
  client.sync.pause('flight');
  await expect(jumping.open(conversation, { message: build.id(7) })).rejects.toMatchObject({
    code: 'transport/closed',
  });
  const wrong: readonly (readonly [object | string, object, string])[] = [
    [{ ord: -1 }, {}, 'write/invalid'],
    [{ at: -1 }, {}, 'options/invalid'],
    [{ message: 'x' }, {}, 'write/invalid'],
    [{ ord: 1 }, { before: 0 }, 'options/invalid'],
  ];
  for (const [target, options, code] of wrong)
    await expect(jumping.open(conversation, target as never, options)).rejects.toMatchObject({ code });
});

test('[JMP-5] a question without an answer is asked again at the heartbeat, and ends with its session', async () => {
  const { jumping, settle, client, peer, timers } = await hundred();
  const questions = () => peer.take().filter(({ type }) => type === 'locate');
  const opening = jumping.open(conversation, { at: 60_000 }, around);
  await settle();
  expect(questions().length).toBe(1);
  await timers.advance(25_000);
  await peer.send(build.pong());
  const again = questions();
  expect(again.length).toBe(1);
  client.sync.pause('flight');
  expect((await opening).jumped).toEqual({ ord: 91, isSure: false });
  await client.close();
  expect(timers.pendingCount()).toBe(0);
});

test('[JMP-6] a jump shows the other place in the same window, and what it showed until that can be', async () => {
  const { jumping, settle, peer, client } = await hundred();
  const window = await jumping.open(conversation, { ord: 95 }, around);
  await settle();
  const views: (readonly (number | undefined)[] | undefined)[] = [];
  window.subscribe(() => views.push(ordsOf(window.getSnapshot())));
  await window.jump({ ord: 98 });
  await settle();
  expect(views).toEqual([span(95, 100)]);
  await expect(window.jump({ ord: -1 })).rejects.toMatchObject({ code: 'write/invalid' });
  expect(ordsOf(window.getSnapshot())).toEqual(span(95, 100));
  await peer.send(build.changes({ rows: [build.message(96, { rev: 101, author: 'bob', body: { text: 'edited' } })] }));
  expect(window.getSnapshot()?.rows[1]?.body.text).toBe('edited');
  await client.use(hidden).hide(conversation, build.id(97));
  await settle();
  expect(ordsOf(window.getSnapshot())).toEqual([95, 96, 98, 99, 100]);
  window.close();
  expect((await jumping.open(conversation, { ord: 40 }, around)).getSnapshot()).toBe(undefined);
});
