import { type Runtime, systemRuntime } from '@tidemark/core';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

const DAY_MS = 86_400_000;

test('[JNY-17] clocks that jump by days reorder nothing, neither pending nor sent', async () => {
  const server = await openServer();
  await server.stop();
  let jumpedMs = 0;
  const system = systemRuntime();
  const runtime: Runtime = { ...system, clock: { ...system.clock, now: () => Date.now() + jumpedMs } };
  const ann = await openDevice('ann', { ...server, runtime });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const view = ann.watch(id);
  const texts = [3, -3, 0, 3, -3, 1].map((days, i) => `m${i + 1} at ${days}`);
  const send = async (text = ''): Promise<void> => {
    jumpedMs = Number(text.split(' at ')[1]) * DAY_MS;
    await ann.client.messages.send(id, { text });
  };
  for (const text of texts.slice(0, 4)) await send(text);
  await soon(view.texts).toEqual(texts.slice(0, 4));
  await ann.client.close();
  const again = await openDevice('ann', { path: ann.path });
  await soon(again.watch(id).texts).toEqual(texts.slice(0, 4));
  await again.client.close();

  await server.start();
  const last = await openDevice('ann', { ...server, path: ann.path, runtime });
  const bob = await openDevice('bob', server);
  const views = [last.watch(id), bob.watch(id)];
  for (const text of texts.slice(4)) {
    jumpedMs = Number(text.split(' at ')[1]) * DAY_MS;
    await last.client.messages.send(id, { text });
  }
  for (const each of views) await soon(each.texts).toEqual(texts);
  const times = views[1]?.rows().map((row) => row.at) ?? [];
  expect(times).toEqual([...times].sort((a, b) => a - b));
  await soon(() => views[0]?.deliveries().at(-1)).toBe('delivered');
});
