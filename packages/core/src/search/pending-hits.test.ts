import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { search } from '../search.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import { openConversation } from '../test-support/open-conversation.ts';

const conversation = build.id(0);

test('[SEA-6] a message is found from the moment it is written, through its confirmation, as one', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: [] });
  const { query } = bench.client.use(search);
  const sending = bench.client.messages.send(conversation, { text: 'the tide' });
  const { hits } = await query({ text: 'tide', conversation, from: 'ann' });
  const { id } = await sending;
  expect(hits).toMatchObject([{ id, conversationId: conversation, author: 'ann', ranges: [{ from: 4, to: 8 }] }]);
  expect(hits[0]).not.toHaveProperty('ord');
  await bench.settle();
  await peer.send(build.results(build.ok(id, 1)));
  expect((await query({ text: 'tide' })).hits).toMatchObject([{ id, ord: 1 }]);
  await bench.timers.advance(10_000);
  expect((await query({ text: 'tide' })).hits).toMatchObject([{ id, ord: 1 }]);
});

test('[SEA-6] a refused message is found as long as it is shown, and not once it is taken back', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: [] });
  const { query } = bench.client.use(search);
  const { id } = await bench.client.messages.send(conversation, { text: 'tide' });
  await bench.settle();
  await peer.send(build.results(build.refusal(id, 'op/forbidden')));
  expect((await query({ text: 'tide' })).hits).toMatchObject([{ id }]);
  await bench.client.outbox.cancel(id);
  expect((await query({ text: 'tide' })).hits).toEqual([]);
});

test('[SEA-6] an edit or a deletion that waits is what counts, also of a message that is indexed', async () => {
  const bench = await deviceBench();
  const rows = ['ebb', 'tide', 'tide'].map((text, i) => build.message(i + 1, { author: 'ann', body: { text } }));
  await openConversation(bench, { rows });
  const { client, timers } = bench;
  const { query } = client.use(search);
  await timers.advance(10_000);
  client.use({
    open({ enqueue }) {
      const about = { stream: build.stream, collection: 'message' } as const;
      enqueue({ ...about, kind: 'patch', key: build.id(1), body: { text: 'tide after all' } });
      enqueue({ ...about, kind: 'patch', key: build.id(2), body: { text: 'flood' } });
      enqueue({ ...about, kind: 'delete', key: build.id(3) });
    },
  });
  const found = async (text: string) => (await query({ text })).hits.map(({ id }) => id);
  expect([await found('tide'), await found('ebb'), await found('flood')]).toEqual([[build.id(1)], [], [build.id(2)]]);
});

test('[SEA-6] a message whose edit waits behind its sending is found by its new words, and one taken back by none', async () => {
  const bench = await deviceBench();
  const { shown } = await openConversation(bench, { rows: [] });
  const { client } = bench;
  const { query } = client.use(search);
  const sent = await client.messages.send(conversation, { text: 'ebb' });
  const gone = await client.messages.send(conversation, { text: 'ebb and flow' });
  await bench.settle();
  // Both are on their way, so that the edit and the deletion cannot become one with them.
  void client.messages.edit(conversation, sent.id, { text: 'tide' });
  void client.messages.delete(conversation, gone.id);
  await bench.settle();
  expect(shown()[0]).toBe('tide sending');
  const found = async (text: string) => (await query({ text })).hits.map(({ id }) => id);
  expect([await found('tide'), await found('ebb'), await found('flow')]).toEqual([[sent.id], [], []]);
});
