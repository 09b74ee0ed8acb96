import { defineCollection, type StandardSchema } from '@tidemark/core';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

interface Task {
  title: string;
  rank: number;
  note?: string;
}

const schema: StandardSchema<Task> = {
  '~standard': {
    version: 1,
    validate: (value) =>
      typeof (value as Task).title === 'string' ? { value: value as Task } : { issues: [{ message: 'no title' }] },
  },
};
const tasks = defineCollection({
  name: 'task',
  schema,
  indexes: { rank: (task) => task.rank, noted: (task) => (task.note === undefined ? undefined : task.note) },
});

test('[JNY-11] rows written offline on two devices meet, in the order of an index, the last commit winning', async () => {
  const server = await openServer();
  await server.stop();
  const phone = await openDevice('ann', server);
  const laptop = await openDevice('ann', server);
  const [onPhone, onLaptop] = [phone.client.collection(tasks), laptop.client.collection(tasks)];
  await onPhone.put('caulk', { title: 'Caulk', rank: 3 });
  await onPhone.put('sail', { title: 'Sail', rank: 1 });
  await onPhone.put('gone', { title: 'Gone', rank: 0 });
  await onPhone.patch('caulk', { note: 'port side' });
  await onPhone.delete('gone');
  await onLaptop.put('rope', { title: 'Rope', rank: 2 });
  const views = [onPhone, onLaptop].map((collection) => collection.observe({ index: 'rank' }));
  const titles = (i: number) => views[i]?.getSnapshot()?.rows.map((row) => row.value.title);
  await soon(() => titles(0)).toEqual(['Sail', 'Caulk']);
  await soon(() => titles(1)).toEqual(['Rope']);
  await server.start();
  for (const i of [0, 1]) await soon(() => titles(i)).toEqual(['Sail', 'Rope', 'Caulk']);

  // A patch of the other device's row; the index follows on both.
  await onLaptop.patch('sail', { rank: 9 });
  for (const i of [0, 1]) await soon(() => titles(i)).toEqual(['Rope', 'Caulk', 'Sail']);
  const noted = onPhone.observe({ index: 'noted' });
  await soon(() => noted.getSnapshot()?.rows.map((row) => row.key)).toEqual(['caulk']);

  // Neither clock decides, nor who wrote first: the server's order does.
  await server.stop();
  await onLaptop.patch('rope', { title: 'Laptop', note: 'kept' });
  await onPhone.patch('rope', { title: 'Phone' });
  phone.client.sync.pause('test');
  await server.start();
  await laptop.client.flush();
  phone.client.sync.resume('test');
  await phone.client.flush();
  for (const collection of [onPhone, onLaptop])
    await soon(() => collection.get('rope')).toEqual({ title: 'Phone', rank: 2, note: 'kept' });

  const outbox = phone.client.outbox.observe();
  let changes = 0;
  await soon(() => outbox.getSnapshot()).toEqual([]);
  outbox.subscribe(() => changes++);
  await onPhone.put('rope', { title: 'Phone', rank: 2, note: 'kept' });
  await onPhone.patch('rope', { rank: 2 });
  await onPhone.delete('never-was');
  expect({ entries: outbox.getSnapshot(), changes }).toEqual({ entries: [], changes: 0 });
  await onPhone.delete('rope');
  for (const i of [0, 1]) await soon(() => titles(i)).toEqual(['Caulk', 'Sail']);
});
