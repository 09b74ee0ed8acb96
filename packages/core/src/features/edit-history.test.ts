import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { editHistory } from './edit-history.ts';

const conversation = build.id(0);
const edit = (id: string, of: number, rev: number, text: string) =>
  build.row('edit', `${id}/${of}`, rev, { body: { text } });

test('[FEA-3] what a message said before is told oldest first, of that message alone', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 3) });
  const changes = [edit(build.id(2), 9, 11, 'second'), edit(build.id(2), 10, 12, 'third')];
  await peer.send(build.changes({ rows: [edit(build.id(1), 1, 4, 'other'), edit(build.id(2), 2, 5, 'first')] }));
  await peer.send(build.changes({ from: 5, rows: [edit(build.id(3), 3, 6, 'another'), ...changes] }));
  const history = bench.client.use(editHistory);
  expect(await history.of(conversation, build.id(2))).toEqual([
    { body: { text: 'first' }, until: build.message(5).at },
    { body: { text: 'second' }, until: build.message(11).at },
    { body: { text: 'third' }, until: build.message(12).at },
  ]);
  expect(await history.of(build.id(9), build.id(2))).toEqual([]);
  await expect(history.of(conversation, 'x')).rejects.toMatchObject({ code: 'write/invalid' });
});

test('[FEA-3] a message that was deleted has no history', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 1) });
  await peer.send(build.changes({ rows: [edit(build.id(1), 1, 2, 'first')] }));
  const gone = build.row('edit', `${build.id(1)}/1`, 3, { body: undefined, deleted: true });
  await peer.send(build.changes({ rows: [gone] }));
  expect(await bench.client.use(editHistory).of(conversation, build.id(1))).toEqual([]);
});
