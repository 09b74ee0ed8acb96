import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { conversationStream, type StreamId } from '@tidemark/protocol';
import { parsePhrase } from '@tidemark/protocol/words';
import { expect, test } from 'vitest';
import { create, op, send } from '../test-support/ops.ts';
import { openWorld } from '../test-support/world.ts';
import { openSqliteLog, type SqliteLog } from './sqlite-log.ts';

const crew = conversationStream('crew');
const path = (): string => join(mkdtempSync(join(tmpdir(), 'tidemark-find-')), 'log.db');
const open = (file: string): SqliteLog => openSqliteLog({ path: file, newEpoch: () => 'e1' });

async function ordsOf(log: SqliteLog, text: string, conversation?: StreamId) {
  const wanted = { user: 'alice', phrase: parsePhrase(text), limit: 10_000, ...(conversation && { conversation }) };
  const found = await log.find(wanted);
  return { ords: found?.hits.map(({ ord }) => ord).toSorted((a = 0, b = 0) => a - b), complete: found?.complete };
}

/** A log of so many messages `ship n` by alice, its index as the background left it. */
async function filled(file: string, count: number) {
  const log = open(file);
  const world = openWorld({ log });
  const alice = await world.join('alice');
  await alice.push(create('crew', []));
  for (let n = 1; n <= count; n += 100)
    await alice.push(...Array.from({ length: Math.min(100, count - n + 1) }, (_, i) => send(crew, `ship ${n + i}`)));
  return { log, world, alice };
}

test('[PRO-67] a log that an older server wrote is searched part by part until all is indexed', async () => {
  const file = path();
  const { log } = await filled(file, 4_500);
  await log.close();
  const old = new DatabaseSync(file);
  old.exec('drop table words; drop table words_done');
  old.close();
  const newer = open(file);
  const first = await ordsOf(newer, 'ship ');
  expect([first.complete, first.ords?.length]).toEqual([false, 2_000]);
  while (await newer.index(400));
  const all = await ordsOf(newer, 'ship ');
  expect([all.complete, all.ords?.length]).toEqual([true, 4_500]);
  await newer.close();
});

test('[PRO-67] what was changed after it was indexed, right before a stop, is found as it is now', async () => {
  const file = path();
  const { log, alice } = await filled(file, 20);
  while (await log.index(1_000));
  const [third] = (await log.find({ user: 'alice', phrase: parsePhrase('3 '), limit: 1 }))?.hits ?? [];
  await alice.push(op(crew, 'message', 'patch', { text: 'land 3' }, { key: third?.key ?? '' }));
  await log.close();
  const again = open(file);
  expect((await ordsOf(again, 'land')).ords).toEqual([3]);
  expect((await ordsOf(again, 'ship ')).ords?.length).toBe(19);
  await again.close();
});

test('[PRO-67] stopped between any two parts, the index goes on from where it came to', async () => {
  const file = path();
  await (await filled(file, 300)).log.close();
  let isMore = true;
  for (let lives = 0; isMore; lives++) {
    expect(lives).toBeLessThan(20);
    const log = open(file);
    isMore = await log.index(50);
    await log.close();
  }
  const log = open(file);
  expect(await ordsOf(log, 'ship ', crew)).toMatchObject({ complete: true, ords: { length: 300 } });
  const db = new DatabaseSync(file);
  expect(db.prepare('select count(*) as n from words').get()).toEqual({ n: 300 });
  db.close();
  await log.close();
});

test('[PRO-67] what was committed is indexed in the background, and a stopped server indexes nothing', async () => {
  const { log, world } = await filled(path(), 10);
  let asked = 0;
  const counted: SqliteLog = {
    ...log,
    async index(messages) {
      asked++;
      return log.index(messages);
    },
  };
  const other = openWorld({ log: counted, runtime: world.runtime });
  await world.runtime.advance(1_000);
  expect(asked).toBeGreaterThan(0);
  expect(await ordsOf(log, 'ship ')).toMatchObject({ complete: true });
  await other.core.drain();
  asked = 0;
  await world.runtime.advance(60_000);
  expect(asked).toBe(0);
});

test('[HTT-17] a search of many conversations leaves others their turns, and finds the same', async () => {
  const log = open(path());
  const world = openWorld({ log });
  const alice = await world.join('alice');
  const ids = Array.from({ length: 120 }, (_, i) => `crew${i}`);
  for (const id of ids) await alice.push(create(id, []), send(conversationStream(id), 'ship'));
  while (await log.index(1_000));
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const { ords } = await ordsOf(log, 'ship ');
  isOver = true;
  expect(ords).toHaveLength(120);
  // A look into a conversation takes a quarter of a millisecond.
  expect(turns).toBeGreaterThanOrEqual(7);
  await log.close();
});
