import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { type Note, noteBench, noteRow } from '../test-support/note-bench.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';
import { defineCollection } from './collection-repository.ts';

const both = { key: 'a', mine: { text: 'mine' }, theirs: { text: 'theirs' } };

/** A row in conflict, by hand. */
async function inConflict(options: Parameters<typeof deviceBench>[0] = {}) {
  const bench = await noteBench({ conflict: 'manual' }, options);
  await bench.collection.put('a', { text: 'mine' });
  await bench.settle();
  const [opId] = await bench.refuse(noteRow(2, { text: 'theirs' }));
  return { ...bench, opId: opId as string };
}

test('[CON-5] by hand: the row is shown with both sides, and waits; other rows go on', async () => {
  const { collection, shown, outbox, settle, pushed } = await inConflict();
  expect(shown()).toEqual([{ value: { text: 'mine' }, pending: true, conflict: both }]);
  expect([collection.observeConflicts().getSnapshot(), outbox()]).toEqual([[both], ['conflict']]);
  expect(await collection.get('a')).toEqual({ text: 'mine' });
  await collection.put('b', { text: 'other' });
  await settle();
  expect(pushed()).toEqual([['put', { text: 'other' }, 0]]);
});

test('[CON-5] by hand: a deletion in conflict shows the row it would delete', async () => {
  const { collection, settle, refuse, shown } = await noteBench({ conflict: 'manual' });
  await collection.delete('a');
  await settle();
  await refuse(noteRow(2, { text: 'theirs' }));
  expect(shown()).toEqual([
    { value: { text: 'theirs' }, pending: false, conflict: { key: 'a', mine: undefined, theirs: { text: 'theirs' } } },
  ]);
});

test('[CON-5] by hand: a conflict survives a restart, and a write over it changes one’s own side', async () => {
  const storage = watchedStorage();
  const first = await inConflict({ storage });
  await first.client.close();
  const { client, settle } = await deviceBench({ storage, seed: 2 });
  const collection = client.collection(first.defined);
  const all = collection.observe();
  await settle();
  expect(all.getSnapshot()?.rows).toEqual([{ key: 'a', value: { text: 'mine' }, pending: true, conflict: both }]);
  await collection.patch('a', { text: 'mine again' });
  const own = { text: 'mine again' };
  await settle();
  expect(all.getSnapshot()?.rows).toEqual([{ key: 'a', value: own, pending: true, conflict: { ...both, mine: own } }]);
});

test('[CON-6] resolve: theirs ends it without a write, anything else goes over the rev that was shown', async () => {
  const theirs = await inConflict();
  await theirs.collection.resolve('a', { text: 'theirs' });
  await theirs.settle();
  expect([theirs.outbox(), theirs.pushed(), theirs.shown()]).toEqual([
    [],
    [],
    [{ value: { text: 'theirs' }, pending: false }],
  ]);
  const mine = await inConflict();
  await mine.collection.resolve('a', { text: 'both' });
  await mine.settle();
  expect([mine.outbox(), mine.pushed(), mine.shown()]).toEqual([
    ['pending'],
    [['put', { text: 'both' }, 2]],
    [{ value: { text: 'both' }, pending: true }],
  ]);
});

test('[CON-6] resolve: who wrote meanwhile makes a new conflict, with what is there now', async () => {
  const { collection, settle, refuse, shown } = await inConflict();
  await collection.resolve('a', { text: 'both' });
  await settle();
  await refuse(noteRow(3, { text: 'newer' }));
  expect(shown()).toMatchObject([{ conflict: { mine: { text: 'both' }, theirs: { text: 'newer' } } }]);
  await collection.resolve('a', undefined);
  expect(shown()).toEqual([]);
});

test('[CON-6] resolve: where nothing is in conflict there is nothing to resolve', async () => {
  const { collection } = await noteBench({ conflict: 'manual' });
  await expect(collection.resolve('a', { text: 'x' })).rejects.toMatchObject({ code: 'write/not-found' });
});

test('[CON-7] what was written behind a write that is in conflict joins it', async () => {
  const { collection, settle, peer, shown, outbox } = await noteBench({ conflict: 'manual' });
  await collection.put('a', { text: 'one' });
  await settle();
  const [push] = peer.take().filter((frame) => frame.type === 'push');
  await collection.put('a', { text: 'two' });
  await settle();
  const [second] = peer.take().filter((frame) => frame.type === 'push');
  const theirs = noteRow(2, { text: 'theirs' });
  const refused = [push, second].map((each) =>
    build.refusal(each?.ops[0]?.opId as string, 'op/conflict', { row: theirs }),
  );
  await peer.send(build.results(...refused));
  expect([outbox(), shown()]).toEqual([
    ['conflict'],
    [{ value: { text: 'two' }, pending: true, conflict: { ...both, mine: { text: 'two' } } }],
  ]);
});

test('[CON-8] a conflict stored before the app opened its collection is ended when it does', async () => {
  const storage = watchedStorage();
  const first = await inConflict({ storage });
  await first.client.close();
  const again = await deviceBench({ storage, seed: 2 });
  const lost: unknown[] = [];
  const def = { ...first.defined, conflict: 'server-wins', onSuperseded: (one: unknown) => lost.push(one) } as const;
  const reopened = defineCollection<Note>(def);
  again.client.collection(reopened);
  again.client.collection(reopened);
  await again.settle();
  expect([lost, again.client.outbox.observe().getSnapshot()]).toEqual([[both], []]);
});

test('[CON-9] an end that the storage refuses leaves the conflict as it was', async () => {
  const { collection, storage, shown, outbox, settle, pushed } = await inConflict();
  const full = new Error('full');
  storage.refuse(() => full);
  await expect(collection.resolve('a', { text: 'both' })).rejects.toBe(full);
  await expect(collection.resolve('a', { text: 'theirs' })).rejects.toBe(full);
  await settle();
  expect([shown(), outbox(), pushed()]).toEqual([
    [{ value: { text: 'mine' }, pending: true, conflict: both }],
    ['conflict'],
    [],
  ]);
});
