import { editHistory } from '@tidemark/core';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

test('[JNY-25] what is edited and deleted offline, pending or not, is so everywhere, also after a restart', async () => {
  const server = await openServer({ messages: { keepEdits: true } });
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const sent = [];
  for (const text of ['kpet', 'gone', 'left']) sent.push(await ann.client.messages.send(id, { text }));
  const [typo, gone] = sent;
  const views = [ann, bob].map((device) => device.watch(id));
  await soon(() => views[1]?.texts()).toEqual(['kpet', 'gone', 'left']);

  await server.stop();
  await ann.client.messages.edit(id, typo?.id ?? '', { text: 'kept' });
  await ann.client.messages.delete(id, gone?.id ?? '');
  const pending = await ann.client.messages.send(id, { text: 'pendign' });
  const never = await ann.client.messages.send(id, { text: 'never' });
  await ann.client.messages.edit(id, pending.id, { text: 'pending' });
  await ann.client.messages.delete(id, never.id);
  await soon(() => views[0]?.texts()).toEqual(['kept', undefined, 'left', 'pending']);
  await ann.client.close();

  const again = await openDevice('ann', { ...server, path: ann.path });
  views[0] = again.watch(id);
  await soon(() => views[0]?.texts()).toEqual(['kept', undefined, 'left', 'pending']);
  expect(views[0].rows()[0]?.change).toMatchObject({ kind: 'edit', status: 'pending' });
  await server.start();
  await again.client.flush();
  const tablet = await openDevice('ann', server);
  views.push(tablet.watch(id));
  for (const view of views) {
    await soon(view.texts).toEqual(['kept', undefined, 'left', 'pending']);
    await soon(() => view.rows().map((row) => [row.deleted, row.editedAt !== undefined, row.change])).toEqual([
      [false, true, undefined],
      [true, false, undefined],
      [false, false, undefined],
      [false, false, undefined],
    ]);
  }
  for (const device of [again, bob, tablet])
    expect(await device.client.use(editHistory).of(id, typo?.id ?? '')).toMatchObject([{ body: { text: 'kpet' } }]);
});

test('[JNY-25] an edit the server refuses is taken back in view, with the reason', async () => {
  const server = await openServer({ messages: { editWindowMs: 0 } });
  const ann = await openDevice('ann', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const { id: message } = await ann.client.messages.send(id, { text: 'said' });
  const view = ann.watch(id);
  await soon(view.deliveries).toEqual(['sent']);
  // The window is one of the server's clock.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await ann.client.messages.edit(id, message, { text: 'unsaid' });
  await soon(() => view.rows()[0]?.change).toMatchObject({
    kind: 'edit',
    status: 'failed',
    failure: { code: 'op/too-late' },
  });
  expect(view.texts()).toEqual(['said']);
  await ann.client.outbox.cancel(view.rows()[0]?.change?.opId ?? '');
  await soon(() => view.rows()[0]?.change).toBe(undefined);
  await ann.client.messages.delete(id, message);
  await ann.client.flush();
  expect(view.rows()).toMatchObject([{ deleted: true }]);
});
