import { expect, test } from 'vitest';
import type { NetworkState } from '../src/network.ts';
import { openWorld, syncOf, textsOf } from './open-world.ts';

const CALM: NetworkState = {
  offline: false,
  delayMs: 0,
  dropResults: false,
  duplicate: false,
  reorder: false,
  loss: 0,
};
const BAD: readonly Partial<NetworkState>[] = [
  { delayMs: 3_000 },
  { dropResults: true },
  { duplicate: true },
  { reorder: true },
  { loss: 0.1 },
  { delayMs: 800, dropResults: true, duplicate: true, reorder: true, loss: 0.05 },
];

/** Ann and bob in a conversation that both hold. */
async function talking(seed: string) {
  const world = openWorld(seed);
  const [ann, bob] = [await world.open('ann'), await world.open('bob')];
  const { id } = await ann.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  await world.timers.advance(2_000);
  return { ...world, ann, bob, id };
}

for (const change of BAD)
  test(`[NSW-5] with ${JSON.stringify(change)} on both sides, all arrives once and in order, then every tick follows`, async () => {
    const { ann, bob, id, timers, failures } = await talking(JSON.stringify(change));
    const both = [ann, bob];
    const written: string[] = [];
    for (const { link } of both) link.set(change);
    for (let n = 0; n < 20; n++) {
      written.push(`a${n}`);
      await ann.client.messages.send(id, { text: `a${n}` });
      await timers.advance(n % 5 === 0 ? 4_000 : 50);
    }
    // Nothing is confirmed to ann while results are lost; but what she wrote is there.
    await timers.advance(300_000);
    for (const { link } of both) link.set(CALM);
    await timers.advance(120_000);
    expect(await textsOf(bob.client, id)).toEqual(written);
    expect(await textsOf(ann.client, id)).toEqual(written);
    for await (const { rows } of ann.client.messages.observe(id, { limit: 100 })) {
      expect(new Set(rows.map(({ delivery }) => delivery))).toEqual(new Set(['delivered']));
      break;
    }
    for await (const entries of ann.client.outbox.observe()) {
      expect(entries).toEqual([]);
      break;
    }
    expect(failures).toEqual([]);
  });

test('[NSW-5] what the server has is with the others while its answers are lost', async () => {
  const { ann, bob, id, timers } = await talking('lost answers');
  ann.link.set({ dropResults: true });
  for (const text of ['one', 'two', 'three']) await ann.client.messages.send(id, { text });
  await timers.advance(5_000);
  expect(await textsOf(bob.client, id)).toEqual(['one', 'two', 'three']);
});

test('[NSW-2] a client knows that it is switched off, and is back at once', async () => {
  const { ann, bob, id, timers } = await talking('off and on');
  ann.link.set({ offline: true });
  await ann.client.messages.send(id, { text: 'from the tunnel' });
  await timers.advance(3_600_000);
  expect(await syncOf(ann.client)).toEqual({ kind: 'offline', why: ['no-network'] });
  ann.link.set({ offline: false });
  await timers.advance(10);
  expect(await syncOf(ann.client)).toEqual({ kind: 'live' });
  expect(await textsOf(bob.client, id)).toEqual(['from the tunnel']);
});
