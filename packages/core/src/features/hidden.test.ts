import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, ME, pushedOf } from '../test-support/device-bench.ts';
import { messages, openConversation, textsOf } from '../test-support/open-conversation.ts';
import { hidden } from './hidden.ts';

const conversation = build.id(0);
const row = (n: number, rev: number) => build.row('hidden', build.id(n), rev, { body: { conversation, ord: n } });

/** Ten messages of bob; the window shows the newest three. */
async function scene(limit = 3) {
  const bench = await deviceBench();
  const hiding = bench.client.use(hidden);
  const opened = await openConversation(bench, { limit, rows: messages(1, 10, 'bob') });
  const ords = () => opened.window.getSnapshot()?.rows.map(({ ord }) => ord);
  return { ...bench, ...opened, hiding, ords };
}

test('[FEA-9] what is hidden is out of sight at once, and the window is full all the same', async () => {
  const { hiding, ords, peer, views, settle } = await scene();
  expect(ords()).toEqual([8, 9, 10]);
  await hiding.hide(conversation, build.id(9));
  await settle();
  expect([ords(), views.length]).toEqual([[7, 8, 10], 1]);
  await peer.send(build.changes({ stream: ME, rows: [row(8, 1), row(7, 2), row(6, 3), row(2, 4)] }));
  expect(ords()).toEqual([4, 5, 10]);
  await hiding.unhide(build.id(9));
  await settle();
  expect(ords()).toEqual([5, 9, 10]);
  // The deletion of a row that was never pushed goes out: the server may have the put.
  expect(pushedOf(peer.take()).length).toBeGreaterThan(0);
});

test('[FEA-9] from the first value on nothing hidden is shown, on another device and after a restart', async () => {
  const { hiding, client, storage } = await scene();
  await hiding.hide(conversation, build.id(10));
  await client.close();
  const again = await deviceBench({ storage, seed: 2 });
  again.client.use(hidden);
  const window = again.client.messages.observe(conversation, { limit: 3 });
  const views: (readonly string[])[] = [];
  window.subscribe(() => views.push(textsOf(window.getSnapshot())));
  await again.settle();
  expect(views.flat().some((text) => text.startsWith('message 10'))).toBe(false);
  expect(window.getSnapshot()?.rows.map(({ ord }) => ord)).toEqual([7, 8, 9]);
});

test('[FEA-9] gaps and older messages are told as without what is hidden', async () => {
  const bench = await deviceBench();
  const hiding = bench.client.use(hidden);
  const { window } = await openConversation(bench, { limit: 5, rows: messages(8, 10, 'bob'), minOrd: 1 });
  await hiding.hide(conversation, build.id(9));
  await bench.settle();
  expect(window.getSnapshot()).toMatchObject({ hasOlder: true, gaps: [{ from: 5, to: 7 }] });
});

test('[FEA-9] a message that is pending can be hidden; an unknown one cannot', async () => {
  const { hiding, client, shown, ords, settle } = await scene();
  const { id } = await client.messages.send(conversation, { text: 'mine' });
  await settle();
  expect(shown()).toContain('mine sending');
  await hiding.hide(conversation, id);
  await settle();
  expect(ords()).toEqual([8, 9, 10]);
  await expect(hiding.hide(conversation, build.id(77))).rejects.toMatchObject({ code: 'write/not-found' });
});

test('[FEA-9] a refused hiding is taken back in view', async () => {
  const { hiding, ords, peer, settle } = await scene();
  await hiding.hide(conversation, build.id(9));
  await settle();
  const [opId] = pushedOf(peer.take());
  await peer.send(build.results(build.refusal(opId as string, 'op/invalid')));
  expect(ords()).toEqual([8, 9, 10]);
});
