import type { ClientFrame, Op, Push, Row } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, ME, type Peer } from '../test-support/device-bench.ts';
import { type ScheduledMessage, scheduled } from './scheduled.ts';

const CREW = build.id(0);
const opsOf = (frames: readonly ClientFrame[]): readonly Op[] =>
  frames.filter((frame): frame is Push => frame.type === 'push').flatMap(({ ops }) => ops);
const line = ({ body, at, status, failure }: ScheduledMessage) =>
  [body.text, at, status, failure?.code].filter((part) => part !== undefined).join(' ');
const row = (id: string, rev: number, body?: object): Row =>
  build.row('scheduled', id, rev, body ? { body: body as Row['body'] } : { body: undefined, deleted: true });
/** What the server tells of Ann's own stream. */
const told = (rev: number, ...rows: readonly Row[]) =>
  build.changes({ stream: ME, from: rev - 1, to: rev, rows, head: build.head(rev, { stream: ME, ord: 0 }) });

async function openScheduled(options: Parameters<typeof deviceBench>[0] = {}) {
  const bench = await deviceBench(options);
  const api = bench.client.use(scheduled);
  const all = api.observe();
  await bench.settle();
  return { ...bench, api, all, lines: () => (all.getSnapshot() ?? []).map(line) };
}

async function confirm(peer: Peer, rev: number, shown: Row): Promise<readonly Op[]> {
  const ops = opsOf(peer.take());
  const results = ops.map(({ opId }) =>
    build.results({ opId, ok: { stream: ME, epoch: 'e1', rev, at: 1, rows: [{ ...shown, op: opId }] } }),
  );
  await peer.send(...results);
  return ops;
}

test('[SCH-1] what is scheduled offline is listed by its time, also after a restart, and goes out as rows', async () => {
  const first = await openScheduled();
  const late = await first.api.schedule(CREW, { text: 'late' }, 2_000);
  const soon = await first.api.schedule(CREW, { text: 'soon' }, 1_000);
  await first.api.schedule(build.id(9), { text: 'elsewhere' }, 3_000);
  expect(first.lines()).toEqual(['soon 1000 pending', 'late 2000 pending', 'elsewhere 3000 pending']);
  const here = first.api.observe(CREW);
  await first.settle();
  expect(here.getSnapshot()?.map(({ id }) => id)).toEqual([soon, late]);
  await first.client.close();
  const again = await openScheduled({ storage: first.storage });
  expect(again.lines()).toEqual(first.lines());
  const peer = await again.live();
  expect(opsOf(peer.take())).toMatchObject([
    { stream: ME, collection: 'scheduled', key: late, kind: 'put', body: { conversation: CREW, at: 2_000 } },
    { key: soon, body: { body: { text: 'soon' } } },
    { body: { conversation: build.id(9) } },
  ]);
});

test('[SCH-2] until the server has it changes are one write, and cancelling takes it back', async () => {
  const { api, lines, live } = await openScheduled();
  const id = await api.schedule(CREW, { text: 'draft' }, 1_000);
  await api.edit(id, { text: 'final' });
  await api.reschedule(id, 5_000);
  await api.reschedule(id, 5_000);
  expect(lines()).toEqual(['final 5000 pending']);
  const other = await api.schedule(CREW, { text: 'never' }, 1_000);
  await api.cancel(other);
  expect(lines()).toEqual(['final 5000 pending']);
  const peer = await live();
  expect(opsOf(peer.take())).toMatchObject([
    { key: id, kind: 'put', body: { at: 5_000, body: { text: 'final' } } },
    { key: other, kind: 'delete' },
  ]);
});

test('[SCH-2] what is sent, or was taken back, is gone from the list and cannot be changed', async () => {
  const { api, lines, live } = await openScheduled();
  const peer = await live();
  const id = await api.schedule(CREW, { text: 'later' }, 1_000);
  const body = { conversation: CREW, at: 1_000, body: { text: 'later' } };
  await confirm(peer, 1, row(id, 1, body));
  expect(lines()).toEqual(['later 1000 scheduled']);
  await api.reschedule(id, 2_000);
  expect(lines()).toEqual(['later 2000 pending']);
  await confirm(peer, 2, row(id, 2, { ...body, at: 2_000 }));
  await peer.send(told(3, row(id, 3)));
  expect(lines()).toEqual([]);
  for (const change of [api.reschedule(id, 1), api.edit(id, {}), api.cancel(id)])
    await expect(change).rejects.toMatchObject({ code: 'write/not-found' });
});

test('[SCH-3] what the server could not send at its time stands with the reason; changing it tries again', async () => {
  const { api, lines, live } = await openScheduled();
  const peer = await live();
  const id = await api.schedule(CREW, { text: 'later' }, 1_000);
  const body = { conversation: CREW, at: 1_000, body: { text: 'later' } };
  await confirm(peer, 1, row(id, 1, body));
  const failed = { code: 'stream/unknown', message: 'No such stream.' };
  await peer.send(told(2, row(id, 2, { ...body, failed })));
  expect(lines()).toEqual(['later 1000 failed stream/unknown']);
  await api.reschedule(id, 1_000);
  expect(lines()).toEqual(['later 1000 pending']);
  expect(await confirm(peer, 3, row(id, 3, body))).toMatchObject([{ kind: 'patch', body: { at: 1_000 } }]);
  expect(lines()).toEqual(['later 1000 scheduled']);
});

test('[SCH-3] a write the server refuses stands with the reason, and is over with the next one', async () => {
  const { api, lines, live, storage } = await openScheduled();
  const peer = await live();
  const id = await api.schedule(CREW, { text: 'later' }, 1_000);
  const refuse = async () => {
    for (const { opId } of opsOf(peer.take())) await peer.send(build.results(build.refusal(opId, 'op/invalid')));
  };
  await refuse();
  expect(lines()).toEqual(['later 1000 failed op/invalid']);
  await api.edit(id, { text: 'better' });
  expect(lines()).toEqual(['better 1000 pending']);
  const body = { conversation: CREW, at: 1_000, body: { text: 'better' } };
  expect(await confirm(peer, 1, row(id, 1, body))).toMatchObject([{ kind: 'put', body }]);
  await api.reschedule(id, 3_000);
  await refuse();
  expect(lines()).toEqual(['better 1000 failed op/invalid']);
  await api.cancel(id);
  expect(lines()).toEqual([]);
  await confirm(peer, 2, row(id, 2));
  expect((await storage.read([{ store: 'outbox' }]))[0]).toEqual([]);
});

test('[SCH-1] what does not fit is refused, and so is a client that does not know whose it is', async () => {
  const { api } = await openScheduled();
  const wrong = [
    api.schedule('the crew', {}, 1),
    api.schedule(CREW, { colour: 1 } as never, 1),
    api.schedule(CREW, {}, -1),
  ];
  for (const each of wrong) await expect(each).rejects.toMatchObject({ code: 'write/invalid' });
  const { client } = await deviceBench({ user: undefined });
  await expect(client.use(scheduled).schedule(CREW, {}, 1)).rejects.toMatchObject({ code: 'client/identity-unknown' });
});
