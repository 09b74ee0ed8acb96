import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Message } from '@tidemark/core';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { testFolder } from './kit/folder.ts';
import { openServer } from './kit/server.ts';
import { smallDisk } from './kit/small-disk.ts';
import { soon } from './kit/soon.ts';

test('[JNY-14] on a full disk a send is refused and gone from view; what was there stays, and with room all goes on', async () => {
  const disk = smallDisk();
  if (disk === undefined) return;
  const server = await openServer();
  await server.stop();
  const ann = await openDevice('ann', { ...server, path: join(disk.folder, 'ann.db') });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const view = ann.watch(id, 1000);
  const kept: Message[] = [];
  let refusal: unknown;
  for (let n = 1; refusal === undefined; n++) {
    await ann.client.messages.send(id, { text: `m${n} ${'x'.repeat(4000)}` }).then(
      (message) => kept.push(message),
      (error: unknown) => {
        refusal = error;
      },
    );
  }
  expect(refusal).toMatchObject({ code: 'storage/quota-exceeded', retryable: true });
  expect(kept.length).toBeGreaterThan(10);
  const ids = (): readonly string[] => view.rows().map((row) => row.id);
  await soon(ids).toEqual(kept.map((message) => message.id));
  // The network goes on without the disk's help, and takes nothing with it.
  await server.start();
  disk.makeRoom();
  kept.push(await ann.client.messages.send(id, { text: 'with room' }));
  const bob = await openDevice('bob', server);
  const received = bob.watch(id, 1000);
  await soon(() => received.rows().map((row) => row.id)).toEqual(kept.map((message) => message.id));
  await soon(ids).toEqual(kept.map((message) => message.id));
});

test('[JNY-14] a full disk at the receiver loses nothing: with room everything arrives', async () => {
  const disk = smallDisk();
  if (disk === undefined) return;
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', { ...server, path: join(disk.folder, 'bob.db') });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const received = bob.watch(id, 1000);
  const texts = Array.from({ length: 150 }, (_, i) => `m${i} ${'x'.repeat(3000)}`);
  for (const text of texts) await ann.client.messages.send(id, { text });
  await ann.client.flush();
  const status = bob.client.sync.observe();
  await soon(() => status.getSnapshot()).toMatchObject({ kind: 'offline', why: ['storage/quota-exceeded'] });
  // There may be gaps, if it begins with the newest page.
  const held = received.texts();
  expect(held).toEqual(texts.filter((text) => held.includes(text)));
  disk.makeRoom();
  await soon(received.texts).toEqual(texts);
});

test('[JNY-15] a file that is no database is refused and left as it was', async () => {
  const path = join(testFolder(), 'ann.db');
  writeFileSync(path, 'this is no database, it is a letter. '.repeat(200));
  const before = readFileSync(path);
  await expect(openDevice('ann', { path })).rejects.toMatchObject({ code: 'storage/corrupt', retryable: false });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('[JNY-15] a database of a newer release is refused, and what it holds is kept', async () => {
  const ann = await openDevice('ann');
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  await ann.client.messages.send(id, { text: 'kept' });
  await ann.client.close();
  const setVersion = (version: number): number => {
    using db = new DatabaseSync(ann.path);
    const { body } = db.prepare(`SELECT body FROM meta WHERE body LIKE '%"version"%'`).get() as { body: string };
    db.prepare(`UPDATE meta SET body = ? WHERE body = ?`).run(JSON.stringify({ version }), body);
    return (JSON.parse(body) as { version: number }).version;
  };
  const supported = setVersion(99);
  await expect(openDevice('ann', { path: ann.path })).rejects.toMatchObject({
    code: 'storage/version',
    details: { found: 99, supported },
  });
  setVersion(supported);
  const again = await openDevice('ann', { path: ann.path });
  await soon(again.watch(id).texts).toEqual(['kept']);
});
