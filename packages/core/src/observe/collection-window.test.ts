import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { anyObject } from '../test-support/any-object.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import { defineCollection } from './collection-repository.ts';

interface Task {
  readonly title: string;
  readonly rank: number;
  readonly done?: boolean;
}

const stream = 'app:ann';
const def = defineCollection({
  name: 'task',
  schema: anyObject<Task>(),
  indexes: {
    rank: (task: Task) => task.rank,
    open: (task: Task) => (task.done ? undefined : ([task.rank, task.title] as const)),
  },
});
const row = (key: string, rank: number, rev: number, parts: Partial<Task> = {}) =>
  build.row('task', key, rev, { body: { title: key, rank, ...parts } });
const deleted = (key: string, rev: number) => build.row('task', key, rev, { body: undefined, deleted: true });

/** Tasks a to d of ranks 1 to 4, as the server has them; offline from then on. */
async function tasks({ online = false } = {}) {
  const bench = await deviceBench();
  const collection = bench.client.collection(def);
  const all = collection.observe();
  await bench.settle();
  const peer = bench.peer();
  await peer.send(build.welcome());
  const rows = ['a', 'b', 'c', 'd'].map((key, i) => row(key, i + 1, i + 1));
  await peer.answer((frame) => {
    if (frame.type === 'list') return build.summaries({ re: frame.id });
    if (frame.type !== 'pull') return undefined;
    if (frame.stream === stream)
      return build.page({ re: frame.id, stream, rows, head: build.head(4, { stream, ord: 0 }) });
    return build.page({ re: frame.id, stream: frame.stream, rows: [], head: build.head(0, { stream: frame.stream }) });
  });
  if (!online) {
    bench.link.setReachable(false);
    await peer.close();
  }
  const tell = (rev: number, ...changed: ReturnType<typeof row>[]) =>
    peer.send(
      build.changes({
        stream,
        from: rev - changed.length,
        to: rev,
        rows: changed,
        head: build.head(rev, { stream, ord: 0 }),
      }),
    );
  return { ...bench, collection, all, peer, tell };
}
type Rows = readonly { readonly key: string; readonly value: Task; readonly pending: boolean }[];
const keys = (view: { readonly rows: Rows } | undefined) =>
  view?.rows.map(({ key, pending }) => (pending ? `${key}'` : key));

test('[VIE-10] rows stand in the order of the key or of an index, either way, as many as asked for', async () => {
  const { collection, all, settle } = await tasks();
  const byRank = collection.observe({ index: 'rank', reverse: true, limit: 2 });
  const third = collection.observe({ index: 'rank', prefix: [3] });
  await settle();
  expect([keys(all.getSnapshot()), all.getSnapshot()?.hasMore]).toEqual([['a', 'b', 'c', 'd'], false]);
  expect([keys(byRank.getSnapshot()), byRank.getSnapshot()?.hasMore]).toEqual([['d', 'c'], true]);
  expect(keys(third.getSnapshot())).toEqual(['c']);
});

test('[VIE-10] what is written stands at its place in the same turn, as pending', async () => {
  const { collection, settle } = await tasks();
  const byRank = collection.observe({ index: 'rank' });
  const open = collection.observe({ index: 'open' });
  await settle();
  const writes = [
    collection.put('e', { title: 'e', rank: 2.5 }),
    collection.patch('a', { rank: 9 }),
    collection.patch('d', { done: true }),
    collection.delete('c'),
  ];
  await Promise.all(writes);
  expect(keys(byRank.getSnapshot())).toEqual(['b', "e'", "d'", "a'"]);
  expect(keys(open.getSnapshot())).toEqual(['b', "e'", "a'"]);
});

test('[VIE-10] a window filled by what is pending stays full: rows taken out make room for the next', async () => {
  const { collection, settle } = await tasks();
  const two = collection.observe({ index: 'rank', limit: 2 });
  await settle();
  await collection.delete('a');
  await settle();
  expect([keys(two.getSnapshot()), two.getSnapshot()?.hasMore]).toEqual([['b', 'c'], true]);
  await collection.patch('b', { rank: 9 });
  await settle();
  expect(keys(two.getSnapshot())).toEqual(['c', 'd']);
});

test('[VIE-10] what is no place in the index keeps the row out, and nothing else', async () => {
  const { client, settle, errors } = await deviceBench();
  const named = client.collection(
    defineCollection({
      name: 'named',
      schema: anyObject<{ name?: string }>(),
      indexes: { name: ({ name }) => (name as string).toUpperCase(), rank: () => Number.NaN },
    }),
  );
  const [byKey, byName, byRank] = [undefined, 'name', 'rank'].map((index) => named.observe({ index }));
  await settle();
  await named.put('a', {});
  await named.put('b', { name: 'bee' });
  await settle();
  expect([byKey, byName, byRank].map((view) => view?.getSnapshot()?.rows.map(({ key }) => key))).toEqual([
    ['a', 'b'],
    ['b'],
    [],
  ]);
  // Told once by each view in the order of an index.
  expect(errors).toEqual([expect.any(TypeError), expect.any(TypeError)]);
});

test('[VIE-11] patches are folded over what the server has, and again when that changes beneath them', async () => {
  const { collection, all, tell } = await tasks({ online: true });
  await collection.patch('a', { done: true });
  const value = () => all.getSnapshot()?.rows[0]?.value;
  expect(value()).toEqual({ title: 'a', rank: 1, done: true });
  await tell(5, row('a', 7, 5, { title: 'theirs' }));
  expect(value()).toEqual({ title: 'theirs', rank: 7, done: true });
  expect(await collection.get('a')).toEqual(value());
});

test('[VIE-11] a patch of what was deleted elsewhere does not bring it back', async () => {
  const { collection, all, tell } = await tasks({ online: true });
  await collection.patch('a', { done: true });
  await tell(5, deleted('a', 5));
  expect([keys(all.getSnapshot()), await collection.get('a')]).toEqual([['b', 'c', 'd'], undefined]);
});

test('[VIE-11] what did not change is the same object, pending rows too', async () => {
  const { collection, all, tell } = await tasks({ online: true });
  await collection.patch('a', { done: true });
  const before = all.getSnapshot()?.rows ?? [];
  await tell(5, row('c', 9, 5));
  const after = all.getSnapshot()?.rows ?? [];
  expect(after.map((item, i) => item === before[i])).toEqual([true, true, false, true]);
});

test('[VIE-11] a confirmed write is shown as before, and as pending no longer', async () => {
  const { collection, all, peer, settle } = await tasks({ online: true });
  await collection.put('a', { title: 'mine', rank: 1 });
  await settle();
  const [push] = peer.take().filter((frame) => frame.type === 'push');
  const ok = { stream, epoch: 'e1', rev: 5, at: 5, ord: undefined } as const;
  await peer.send(build.results({ opId: push?.ops[0]?.opId ?? '', ok }));
  expect(all.getSnapshot()?.rows[0]).toEqual({ key: 'a', value: { title: 'mine', rank: 1 }, pending: false });
});

test('[VIE-12] a refused write is rolled back in view, and stays in the outbox with the reason', async () => {
  const { client, collection, all, peer, settle } = await tasks({ online: true });
  await collection.put('a', { title: 'mine', rank: 1 });
  await collection.delete('b');
  await settle();
  const ops = peer.take().flatMap((frame) => (frame.type === 'push' ? frame.ops : []));
  await peer.send(build.results(...ops.map(({ opId }) => build.refusal(opId, 'op/forbidden'))));
  expect(keys(all.getSnapshot())).toEqual(['a', 'b', 'c', 'd']);
  expect([all.getSnapshot()?.rows[0]?.value, await collection.get('b')]).toMatchObject([
    { title: 'a' },
    { title: 'b' },
  ]);
  expect(client.outbox.observe().getSnapshot()).toMatchObject([{ status: 'failed' }, { status: 'failed' }]);
});

test('[VIE-12] a write over a refused one counts without it', async () => {
  const { collection, all, peer, settle } = await tasks({ online: true });
  await collection.patch('a', { title: 'first' });
  await settle();
  const [push] = peer.take().filter((frame) => frame.type === 'push');
  await collection.patch('a', { done: true });
  expect(all.getSnapshot()?.rows[0]?.value).toEqual({ title: 'first', rank: 1, done: true });
  await peer.send(build.results(build.refusal(push?.ops[0]?.opId ?? '', 'op/forbidden')));
  expect(all.getSnapshot()?.rows[0]?.value).toEqual({ title: 'a', rank: 1, done: true });
});

test('[VIE-12] an undeclared index, and a collection whose user is not known, are refused', async () => {
  const { collection } = await tasks();
  expect(() => collection.observe({ index: 'none' })).toThrow(expect.objectContaining({ code: 'options/invalid' }));
  const { client } = await deviceBench({ user: undefined });
  const unknown = client.collection(def);
  expect(() => unknown.observe()).toThrow(expect.objectContaining({ code: 'client/identity-unknown' }));
  await expect(unknown.get('a')).rejects.toMatchObject({ code: 'client/identity-unknown' });
});
