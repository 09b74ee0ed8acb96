import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { type Figure, spreadOf } from './figure.ts';
import { openClient } from './open-client.ts';

const SENDS = 5_000;
const WARM_UP = 500;
const textOf = (n: number): string => `The tide is coming in, said the lighthouse keeper: ${n}`;

/** From the call of `send()` until it resolves: one commit each, one after another. */
export async function measureDurable(folder: string): Promise<readonly Figure[]> {
  const client = await openClient('ann', join(folder, 'ann.db'));
  const { id } = await client.conversations.create({ kind: 'group', title: 'Crew', members: [] });
  const ours = await time((n) => client.messages.send(id, { text: textOf(n) }));
  await client.close();

  const db = new Database(join(folder, 'floor.db'));
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE outbox (n INTEGER PRIMARY KEY, body TEXT)',
  );
  const insert = db.prepare('INSERT INTO outbox VALUES (?, ?)');
  const floor = await time(async (n) => insert.run(n, JSON.stringify({ op: { body: { text: textOf(n) } } })));
  db.close();
  return [
    {
      name: 'send → durable (process crash)',
      unit: 'ms',
      ours: spreadOf(ours),
      floor: { name: 'better-sqlite3 insert, WAL NORMAL', ...spreadOf(floor) },
    },
  ];
}

async function time(write: (n: number) => Promise<unknown>): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let n = 0; n < SENDS + WARM_UP; n++) {
    const startMs = performance.now();
    await write(n);
    samples.push(performance.now() - startMs);
    await sleep(0);
  }
  return samples.slice(WARM_UP);
}
