import type { ClientFrame, Op } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, ME } from '../test-support/device-bench.ts';
import { drafts } from './drafts.ts';

const crew = build.id(0);
const opsOf = (frames: readonly ClientFrame[]): readonly Op[] =>
  frames.flatMap((frame) => (frame.type === 'push' ? frame.ops : []));

async function scene() {
  const bench = await deviceBench();
  const peer = await bench.live();
  const drafting = bench.client.use(drafts);
  const view = drafting.observe(crew);
  await bench.settle();
  return { ...bench, peer, drafting, view, pushed: () => opsOf(peer.take()) };
}

test('[FEA-8] a draft is in view at every stroke, and written when the typing has gone on for two seconds', async () => {
  const { drafting, view, timers, pushed, storage } = await scene();
  expect(view.getSnapshot()).toEqual({});
  storage.commits.length = 0;
  for (const text of ['A', 'Ah', 'Aho', 'Ahoy']) {
    drafting.set(crew, { text });
    expect(view.getSnapshot()).toEqual({ text });
    await timers.advance(400);
  }
  expect([storage.commits.length, pushed()]).toEqual([0, []]);
  await timers.advance(400);
  expect(pushed()).toMatchObject([{ stream: ME, collection: 'draft', key: crew, kind: 'put', body: { text: 'Ahoy' } }]);
  expect([view.getSnapshot(), storage.commits.length]).toEqual([{ text: 'Ahoy' }, 1]);
});

test('[FEA-8] a draft of another device is shown, but not over what is being typed here', async () => {
  const { drafting, view, peer, pushed, settle } = await scene();
  const theirs = (text: string, rev: number) =>
    build.changes({ stream: ME, rows: [build.row('draft', crew, rev, { body: { text } })] });
  await peer.send(theirs('from the tablet', 1));
  expect(view.getSnapshot()).toEqual({ text: 'from the tablet' });
  drafting.set(crew, { text: 'from the phone' });
  await peer.send(theirs('from the tablet!', 2));
  expect(view.getSnapshot()).toEqual({ text: 'from the phone' });
  await drafting.save();
  await settle();
  expect(pushed().map(({ body }) => body)).toEqual([{ text: 'from the phone' }]);
});

test('[FEA-8] a cleared draft, or an empty one, is gone everywhere; where there was none nothing is written', async () => {
  const { drafting, peer, pushed, view, settle } = await scene();
  drafting.clear(crew);
  drafting.set(build.id(9), { text: '' });
  await drafting.save();
  expect(pushed()).toEqual([]);
  await peer.send(build.changes({ stream: ME, rows: [build.row('draft', crew, 1, { body: { text: 'x' } })] }));
  drafting.clear(crew);
  expect(view.getSnapshot()).toEqual({});
  await drafting.save();
  await settle();
  expect(pushed()).toMatchObject([{ kind: 'delete', key: crew }]);
});

test('[FEA-8] what was typed is written when the app is put away, and when the client closes', async () => {
  const { client, drafting, runtime, pushed, settle, storage, timers } = await scene();
  drafting.set(crew, { text: 'one' });
  runtime.visibility.setVisible(false);
  await settle();
  expect(pushed().map(({ body }) => body)).toEqual([{ text: 'one' }]);
  drafting.set(build.id(9), { text: 'two', replyTo: build.id(3) });
  await client.close();
  expect(timers.pendingCount()).toBe(0);
  expect(() => drafting.set(crew, { text: 'late' })).toThrow(expect.objectContaining({ code: 'client/closed' }));
  const again = await deviceBench({ storage, seed: 2 });
  const all = again.client.use(drafts).observeAll();
  await again.settle();
  expect(all.getSnapshot()).toEqual({ [crew]: { text: 'one' }, [build.id(9)]: { text: 'two', replyTo: build.id(3) } });
});

test('[FEA-8] a draft has a text, what it answers and the app’s meta, and nothing else', async () => {
  const { drafting } = await scene();
  const wrong = expect.objectContaining({ code: 'write/invalid' });
  expect(() => drafting.set(crew, { text: 7 } as never)).toThrow(wrong);
  expect(() => drafting.set(crew, { body: 'x' } as never)).toThrow(wrong);
  expect(() => drafting.set(crew, { replyTo: 'x' })).toThrow(wrong);
  expect(() => drafting.set('b b', { text: 'x' })).toThrow(wrong);
});
