import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Client, EvictedRange } from '@tidemark/core';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

const LIMIT = 2_000_000;
/** A thousand messages, and the pages of the file around them. */
const BETWEEN_CHECKS = 600_000;
const CONVERSATIONS = 10;
const EACH = 2000;
const textOf = (c: number, n: number): string => `${c}/${n} ${'words of some length '.repeat(8)}`;

/** Writes two thousand messages into each of ten conversations, a thousand unconfirmed at most. */
async function writeTwentyThousand(client: Client): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let c = 0; c < CONVERSATIONS; c++) {
    const { id } = await client.conversations.create({ kind: 'group', title: `c${c}`, members: [] });
    ids.push(id);
    for (let n = 1; n <= EACH; n++) {
      void client.messages.send(id, { text: textOf(c, n) });
      if (n % 1000 === 0) await client.flush();
    }
  }
  return ids;
}

/** What a file says, apart from any client: how many messages it holds, by conversation, and what it says it holds. */
function readFile(path: string) {
  const db = new DatabaseSync(path);
  const vacuumed = `${path}.${randomUUID()}`;
  db.exec(`VACUUM INTO '${vacuumed}'`);
  const held: Record<string, number> = {};
  for (const { id } of db.prepare('SELECT id FROM messages').all()) {
    const [stream] = JSON.parse(String(id)) as [string];
    held[stream] = (held[stream] ?? 0) + 1;
  }
  const said: Record<string, number> = {};
  for (const { body } of db.prepare(`SELECT body FROM streams WHERE id LIKE '%"state"]'`).all()) {
    const { stream, ranges } = JSON.parse(String(body)) as { stream: string; ranges: { from: number; to: number }[] };
    if (ranges.length > 0) said[stream] = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }
  db.close();
  return { held, said, bytes: statSync(vacuumed).size };
}

test('[CAC-2] twenty thousand messages on a device with room for two megabytes: it keeps the newest, and fetches the rest when looked at', async () => {
  const server = await openServer();
  const gone: EvictedRange[] = [];
  const cache = {
    limitBytes: LIMIT,
    onEvicted: ({ evicted }: { evicted: readonly EvictedRange[] }) => gone.push(...evicted),
  };
  const ann = await openDevice('ann', { ...server, cache });
  const ids = await writeTwentyThousand(ann.client);
  await soon(async () => (await ann.client.cache.usage()).usedBytes).toBeLessThan(LIMIT + BETWEEN_CHECKS);
  expect(ann.errors).toEqual([]);
  const { usedBytes = 0 } = await ann.client.cache.usage();
  const real = readFile(ann.path).bytes;
  expect(Math.abs(usedBytes - real) / real).toBeLessThan(0.2);

  const oldest = ann.watch(ids[0] as string, 100);
  await soon(() => oldest.texts().at(-1)).toBe(textOf(0, EACH));
  oldest.window.loadOlder(300);
  await soon(oldest.texts).toEqual(Array.from({ length: 400 }, (_, i) => textOf(0, EACH - 399 + i)));
  await ann.client.close();
  const { held, said } = readFile(ann.path);
  expect(held).toEqual(said);
  expect(Math.min(...Object.values(held))).toBeGreaterThanOrEqual(50);
  const went = gone.reduce((sum, { messages }) => sum + messages, 0);
  const left = Object.values(held).reduce((sum, count) => sum + count, 0);
  // What was looked at again counts twice.
  expect(went + left).toBeGreaterThanOrEqual(CONVERSATIONS * EACH);
});
