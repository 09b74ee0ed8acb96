import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { openConversation } from '../test-support/open-conversation.ts';
import { forwarding } from './forwarding.ts';

const conversation = build.id(0);
const from = (n: number) => ({ conversationId: conversation, id: build.id(n) });

async function scene() {
  const bench = await deviceBench();
  const { text, ...body } = { text: 'Ahoy', mentions: ['eve'], replyTo: build.id(1), meta: { loud: true } };
  const first = { conversation: build.id(7), id: build.id(77), author: 'zoe', at: 7 };
  const rows = [
    build.message(2, { author: 'bob', body: { text, ...body } }),
    build.message(3, { author: 'bob', body: { text: 'again', forwarded: first } }),
    build.message(4, { author: 'bob', body: undefined, deleted: true }),
  ];
  await openConversation(bench, { rows });
  return { ...bench, first, forward: bench.client.use(forwarding).forward };
}

test('[FEA-6] a message is forwarded with where it was first said, and without whom it named and answered', async () => {
  const { forward, first } = await scene();
  const { body, conversationId } = await forward(from(2), build.id(9));
  expect([conversationId, body]).toEqual([
    build.id(9),
    {
      text: 'Ahoy',
      meta: { loud: true },
      forwarded: { conversation, id: build.id(2), author: 'bob', at: build.message(2).at },
    },
  ]);
  expect((await forward(from(3), build.id(9))).body.forwarded).toEqual(first);
});

test('[FEA-6] a message of one’s own that is pending is forwarded; a deleted or unknown one is not', async () => {
  const { client, forward } = await scene();
  const { id } = await client.messages.send(conversation, { text: 'mine' });
  const { body } = await forward({ conversationId: conversation, id }, build.id(9));
  expect(body.forwarded).toEqual({ conversation, id, author: 'ann' });
  for (const n of [4, 8])
    await expect(forward(from(n), build.id(9))).rejects.toMatchObject({ code: 'write/not-found' });
});
