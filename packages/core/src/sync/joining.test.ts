import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, ME, pullsOf } from '../test-support/device-bench.ts';

const conversation = build.id(0);
const rows = [build.row('membership', conversation, 1, { body: { role: 'member' } })];
const head = build.head(1, { stream: ME, ord: 0 });
/** What one's own stream says of a conversation that one is a member of since now. */
const added = build.changes({ stream: ME, rows, from: 0, head });

test('[LOP-20] of a thousand conversations that its user is a member of, a new device fetches none for that', async () => {
  const bench = await deviceBench({ sync: { prefetch: 0 } });
  await bench.peer().send(build.welcome());
  const [pull] = pullsOf(bench.peer().take());
  await bench.peer().send(build.page({ re: pull?.id ?? 0, stream: ME, rows, head }));
  expect(pullsOf(bench.peer().take())).toEqual([]);
  bench.client.messages.observe(conversation, { limit: 50 });
  await bench.settle();
  expect(pullsOf(bench.peer().take())).toMatchObject([{ stream: build.stream, want: { kind: 'newest' } }]);
});

test('[LOP-20] a conversation that was opened and refused before one joined is fetched at once, not at the next heartbeat', async () => {
  const bench = await deviceBench({ sync: { prefetch: 0 } });
  const peer = await bench.live();
  bench.client.messages.observe(conversation);
  await bench.settle();
  const [asked] = pullsOf(peer.take());
  await peer.send({ type: 'error', re: asked?.id, code: 'stream/unknown', class: 'permanent', message: 'none such' });
  expect(pullsOf(peer.take())).toEqual([]);
  await peer.send(added);
  expect(pullsOf(peer.take())).toMatchObject([{ stream: build.stream, want: { kind: 'newest' } }]);
});

test('[LOP-20] joining a conversation on another device, or being added to one, fetches it at once', async () => {
  const bench = await deviceBench({ sync: { prefetch: 0 } });
  const peer = await bench.live();
  await peer.send(added);
  expect(pullsOf(peer.take())).toMatchObject([{ stream: build.stream, want: { kind: 'newest' } }]);
});
