import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { receipts } from './receipts.ts';

const id = build.id(0);

test('[RCP-2] receipts of a message follow the marks', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, {
    rows: messages(1, 2),
    marks: ['ann', 'bob', 'eve'].map((user) => ({ user, delivered: 1, read: 0 })),
  });
  const seen = bench.client.use(receipts).observe(id, 2);
  await bench.settle();
  expect(seen.getSnapshot()).toMatchObject({ recipients: 2, deliveredTo: [], readBy: [] });
  await peer.send(
    build.marks({
      marks: [
        { user: 'bob', delivered: 2, read: 2 },
        { user: 'eve', delivered: 2, read: 1 },
      ],
    }),
  );
  expect(seen.getSnapshot()).toMatchObject({ delivered: 2, read: 1, deliveredTo: ['bob', 'eve'], readBy: ['bob'] });
});

test('[RCP-1] what a device stored is delivered, whoever looks; it is read when the app says so', async () => {
  const bench = await deviceBench();
  const { peer, window } = await openConversation(bench, { rows: messages(1, 1) });
  window.close();
  await bench.timers.advance(2000);
  peer.take();
  await peer.send(build.changes({ rows: [build.message(2, { author: 'bob' })] }));
  await bench.timers.advance(1000);
  const marksOf = () => peer.take().flatMap((frame) => (frame.type === 'mark' ? frame.marks : []));
  expect(marksOf()).toEqual([{ stream: build.stream, delivered: 2, read: 0 }]);
  await bench.client.conversations.markRead(id);
  await bench.timers.advance(1000);
  expect(marksOf()).toEqual([{ stream: build.stream, delivered: 2, read: 2 }]);
});
