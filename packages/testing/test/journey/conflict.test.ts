import { type Collection, defineCollection } from '@tidemark/core';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

interface Note {
  text: string;
  tags: string[];
}

const manual = defineCollection({
  name: 'note',
  schema: z.object({ text: z.string(), tags: z.array(z.string()) }),
  conflict: 'manual',
});
const merged = defineCollection({
  name: 'note',
  schema: v.object({ text: v.string(), tags: v.array(v.string()) }),
  conflict: (base, mine, theirs) =>
    mine && theirs && { text: theirs.text, tags: [...new Set([...(base?.tags ?? []), ...theirs.tags, ...mine.tags])] },
});
// What the schemas say is what an app is given, typed.
const typed: readonly Collection<Note>[] = [manual, merged];

/** One person's phone and laptop, which wrote the same note without knowing of each other; the phone's came first. */
async function diverged(def: Collection<Note>) {
  const server = await openServer();
  const phone = await openDevice('ann', server);
  const laptop = await openDevice('ann', server);
  // What is looked at is kept in step.
  for (const { client } of [phone, laptop]) client.collection(def).observe();
  await phone.client.collection(def).put('n', { text: 'base', tags: ['a'] });
  await soon(() => laptop.client.collection(def).get('n')).toEqual({ text: 'base', tags: ['a'] });
  laptop.client.sync.pause('test');
  await phone.client.collection(def).put('n', { text: 'phone', tags: ['a', 'phone'] });
  await phone.client.flush();
  await laptop.client.collection(def).put('n', { text: 'laptop', tags: ['a', 'laptop'] });
  return { server, phone, laptop };
}

test('[JNY-40] a conflict by hand shows both versions, outlives a restart, and ends on both devices as it is resolved', async () => {
  expect(typed.length).toBe(2);
  const { server, phone, laptop } = await diverged(manual);
  const both = {
    mine: { text: 'laptop', tags: ['a', 'laptop'] },
    theirs: { text: 'phone', tags: ['a', 'phone'] },
  };
  const before = laptop.client.collection(manual).observe();
  laptop.client.sync.resume('test');
  await soon(() => before.getSnapshot()?.rows).toMatchObject([{ key: 'n', value: both.mine, conflict: both }]);
  await laptop.client.close();

  const again = await openDevice('ann', { ...server, path: laptop.path });
  const notes = again.client.collection(manual);
  const rows = notes.observe();
  await soon(() => rows.getSnapshot()?.rows).toMatchObject([{ key: 'n', value: both.mine, conflict: both }]);
  const conflicts = notes.observeConflicts();
  await soon(() => conflicts.getSnapshot()).toMatchObject([both]);
  await notes.resolve('n', { text: 'both', tags: ['a'] });
  await again.client.flush();
  for (const device of [phone, again]) {
    await soon(() => device.client.collection(manual).get('n')).toEqual({ text: 'both', tags: ['a'] });
  }
  await soon(() => rows.getSnapshot()?.rows).toEqual([
    { key: 'n', value: { text: 'both', tags: ['a'] }, pending: false },
  ]);
  expect([conflicts.getSnapshot(), [...phone.errors, ...again.errors]]).toEqual([[], []]);
});

test('[JNY-40] a merge brings together what two devices wrote offline, on both', async () => {
  const { phone, laptop } = await diverged(merged);
  laptop.client.sync.resume('test');
  await laptop.client.flush();
  for (const { client } of [phone, laptop]) {
    await soon(() => client.collection(merged).get('n')).toEqual({ text: 'phone', tags: ['a', 'phone', 'laptop'] });
  }
  expect(laptop.client.outbox.observe().getSnapshot()).toEqual([]);
});
