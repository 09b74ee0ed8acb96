import type { ClientFrame, Find, FoundMessage, ServerFrame } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { search } from '../search.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import { openConversation } from '../test-support/open-conversation.ts';

const conversation = build.id(0);
/** Two each were committed together. */
const ship = (ord: number) =>
  build.message(ord, { author: 'bob', at: Math.ceil(ord / 2) * 1_000, body: { text: `ship ${ord}` } });
const hit = (ord: number): FoundMessage => ({ stream: build.stream, row: ship(ord) });

/** A server that finds messages 1 to 20, and answers in pages as one does. */
function finds(frame: ClientFrame): ServerFrame | undefined {
  if (frame.type !== 'find') return undefined;
  const newest = frame.page === undefined ? 20 : Number(frame.page.slice(1)) - 1;
  const hits = Array.from({ length: Math.min(frame.limit, newest) }, (_, i) => hit(newest - i));
  const last = newest - hits.length + 1;
  return { type: 'found', re: frame.id, hits, complete: true, ...(last > 1 && { next: `p${last}` }) };
}

/** Ann's device, which holds some messages of twenty: the newest six unless others are named. */
async function bench(held = [15, 16, 17, 18, 19, 20]) {
  const device = await deviceBench();
  const { peer } = await openConversation(device, { rows: held.map(ship) });
  const searching = device.client.use(search);
  const indexed = searching.whenIndexed();
  while (!(await searching.query({ text: 'ship' })).isComplete) await device.timers.advance(1_000);
  await indexed;
  peer.take();
  return {
    ...device,
    peer,
    /** Searches everywhere, the server answering so. */
    async everywhere(query: Parameters<typeof searching.everywhere>[0], reply = finds) {
      const asking = searching.everywhere(query);
      let found: Awaited<typeof asking> | undefined;
      const done = asking.then((answer) => {
        found = answer;
      });
      for (let n = 0; n < 20 && !found; n++) {
        await device.settle();
        await peer.answer(reply);
      }
      await done;
      const { hits, ...rest } = found as Awaited<typeof asking>;
      return { texts: hits.map(({ text }) => text), hits, ...rest };
    },
  };
}

const texts = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => `ship ${from - i}`);

test('[SEA-13] what is here and what the server has are one list, each once, newest first', async () => {
  const { everywhere, client } = await bench();
  const found = await everywhere({ text: 'ship' });
  expect(found).toMatchObject({ texts: texts(20, 1), server: 'answered', isComplete: true });
  expect(found.next).toBe(undefined);
  expect(found.hits.at(-1)).toEqual({
    ...{ id: build.id(1), conversationId: conversation, ord: 1, author: 'bob', at: 1_000, text: 'ship 1' },
    ranges: [{ from: 0, to: 4 }],
  });
  const { id } = await client.messages.send(conversation, { text: 'ship of mine' });
  expect((await everywhere({ text: 'ship' })).hits[0]).toMatchObject({ id, text: 'ship of mine' });
});

test('[SEA-13] page by page everything is told once, what only this device has in the page of its time', async () => {
  const { everywhere } = await bench();
  const pages: (readonly string[])[] = [];
  let page: string | undefined;
  do {
    const found = await everywhere({ text: 'ship', limit: 8, page });
    pages.push(found.texts);
    page = found.next;
  } while (page !== undefined);
  expect(pages).toEqual([texts(20, 13), texts(12, 5), texts(4, 1)]);
  // A server that has not looked at the newest yet.
  const lagging = (frame: ClientFrame): ServerFrame | undefined => {
    const answer = finds(frame);
    return answer?.type === 'found'
      ? { ...answer, complete: false, hits: answer.hits.filter(({ row }) => row.ord !== 17) }
      : answer;
  };
  expect(await everywhere({ text: 'ship', limit: 8 }, lagging)).toMatchObject({
    texts: texts(20, 13),
    isComplete: false,
  });
});

test('[SEA-13] a page that ends between messages of one time tells none of them twice', async () => {
  const { everywhere } = await bench([7, 8, 9, 10, 15, 16, 17, 18, 19, 20]);
  for (const limit of [1, 3, 5, 11]) {
    const told: string[] = [];
    let page: string | undefined;
    do {
      const found = await everywhere({ text: 'ship', limit, page });
      told.push(...found.texts);
      page = found.next;
    } while (page !== undefined);
    expect([limit, told]).toEqual([limit, texts(20, 1)]);
  }
});

test('[SEA-13] what is held and older than the server’s page waits for the page of its time', async () => {
  const { everywhere } = await bench([1, 2, 3, 4, 5, 6]);
  const first = await everywhere({ text: 'ship', limit: 8 });
  expect(first.texts).toEqual(texts(20, 13));
  const second = await everywhere({ text: 'ship', limit: 8, page: first.next });
  expect(second.texts).toEqual(texts(12, 5));
  expect((await everywhere({ text: 'ship', limit: 8, page: second.next })).texts).toEqual(texts(4, 1));
});

test('[SEA-13] the server is asked for what is asked for', async () => {
  const { everywhere } = await bench();
  const asked: Find[] = [];
  const note = (frame: ClientFrame): ServerFrame | undefined => {
    if (frame.type === 'find') asked.push(frame);
    return finds(frame);
  };
  await everywhere({ text: 'ship ', conversation, from: 'bob', after: 2_000.5, before: 9_000, limit: 5 }, note);
  expect(asked).toEqual([
    {
      type: 'find',
      id: expect.any(Number),
      text: 'ship ',
      conversation,
      from: 'bob',
      after: 2_001,
      before: 9_000,
      limit: 5,
    },
  ]);
  // What the server's idea of a hit is, is judged here once more.
  expect((await everywhere({ text: 'ship', from: 'eve' })).texts).toEqual([]);
  asked.length = 0;
  expect(await everywhere({ text: ' *' }, note)).toMatchObject({ texts: [], server: 'answered' });
  expect(asked).toEqual([]);
});

test('[SEA-13] what was edited or deleted here and is on its way is found as it is shown', async () => {
  const { everywhere, client, peer } = await bench();
  const row = build.message(21, { author: 'ann', at: 21_000, body: { text: 'boat' } });
  await peer.send(build.changes({ rows: [row] }));
  await client.messages.edit(conversation, row.key, { text: 'ship too' });
  const mine: FoundMessage = { stream: build.stream, row };
  const reply = (frame: ClientFrame): ServerFrame | undefined =>
    frame.type === 'find' ? { type: 'found', re: frame.id, hits: [mine], complete: true } : undefined;
  expect((await everywhere({ text: 'boat' }, reply)).texts).toEqual([]);
  expect((await everywhere({ text: 'ship too' }, reply)).texts).toEqual(['ship too']);
});

test('[SEA-14] offline, or refused, what is held is found alone, and the answer says so', async () => {
  const { everywhere, client } = await bench();
  const refuse = (frame: ClientFrame): ServerFrame | undefined =>
    frame.type === 'find'
      ? { type: 'error', re: frame.id, code: 'frame/unknown', class: 'permanent', message: 'What?' }
      : undefined;
  expect(await everywhere({ text: 'ship' }, refuse)).toMatchObject({ texts: texts(20, 15), server: 'refused' });
  client.sync.pause('flight');
  expect(await everywhere({ text: 'ship' })).toMatchObject({ texts: texts(20, 15), server: 'offline' });
});

test('[SEA-14] what is no query is refused', async () => {
  const { client } = await bench();
  const { everywhere } = client.use(search);
  for (const wrong of [{ text: 'x'.repeat(1_001) }, { text: 'ship', limit: 101 }, { text: 'ship', page: '2' }])
    await expect(everywhere(wrong)).rejects.toMatchObject({ code: 'options/invalid' });
});
