import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

test('[JNY-8] a server restored from a backup gets back what the devices sent since, and all agree again', async () => {
  const server = await openServer();
  const file = join(server.data, 'tidemark.sqlite');
  const [ann, laptop, bob] = [
    await openDevice('ann', server),
    await openDevice('ann', server),
    await openDevice('bob', server),
  ];
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const views = [ann, laptop, bob].map((device) => device.watch(id));
  for (const text of ['a1', 'a2', 'a3']) await ann.client.messages.send(id, { text });
  for (const view of views) await soon(view.texts).toEqual(['a1', 'a2', 'a3']);
  await server.stop();
  copyFileSync(file, join(server.data, 'backup'));
  await server.start();
  for (const text of ['a4', 'a5']) await ann.client.messages.send(id, { text });
  await ann.client.flush();
  await bob.client.messages.send(id, { text: 'b6' });
  for (const view of views) await soon(view.texts).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'b6']);

  await server.stop();
  await ann.client.messages.send(id, { text: 'a7' });
  for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true });
  copyFileSync(join(server.data, 'backup'), file);
  await server.start();
  const tablet = await openDevice('bob', server);
  views.push(tablet.watch(id));
  for (const view of views)
    await soon(() => [...view.texts()].sort()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a7', 'b6']);
  const held = () => views.map((view) => view.rows().map((row) => [row.ord, row.id, row.body.text]));
  await soon(() => new Set(held().map((rows) => JSON.stringify(rows))).size).toBe(1);
  const [first = []] = held();
  expect(first.map(([ord]) => ord)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  // What was on its way when the server went may overtake what the server lost.
  const acknowledged = first.map(([, , text]) => String(text)).filter((text) => /a[1-5]/.test(text));
  expect(acknowledged).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  await Promise.all([ann, laptop, bob, tablet].map((device) => device.client.flush()));
});
