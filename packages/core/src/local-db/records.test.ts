import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createAppIndexes } from './app-index.ts';
import { openLocalDb } from './local-db.ts';
import { memoryStorage } from './memory-adapter.ts';
import { putMessage, putOrDeleteRow } from './records.ts';

const open = () => openLocalDb(memoryStorage(), () => {});
const noIndexes = createAppIndexes();

test('[LDB-9] a message stands at its ord and is found by its id', async () => {
  const db = await open();
  const row = build.message(7, { rev: 9 });
  await db.commit([putMessage(build.stream, row, 7)]);
  const [at] = await db.get('messages', [[build.stream, 7]]);
  expect(at).toMatchObject({ rev: 9, body: { id: build.id(7), author: 'ann', at: row.at, body: row.body } });
  expect(await db.range({ store: 'messages', index: 'id', prefix: [build.id(7)] })).toEqual([at]);
});

test('[LDB-9] a deleted message keeps its place, without a body', async () => {
  const db = await open();
  await db.commit([putMessage(build.stream, build.message(7), 7)]);
  await db.commit([
    putMessage(build.stream, build.message(7, { rev: 8, op: build.id(8), body: undefined, deleted: true }), 7),
  ]);
  const [at] = await db.get('messages', [[build.stream, 7]]);
  expect(at?.body).toEqual({ id: build.id(7), author: 'ann', at: build.head(8).at });
});

test('[LDB-9] any other row stands under its collection and key, is found by them, and goes when deleted', async () => {
  const db = await open();
  const row = build.row('member', 'bob', 3, { body: { role: 'member' } });
  await db.commit([putOrDeleteRow(build.stream, row, noIndexes)]);
  const found = await db.range({ store: 'rows', index: 'key', prefix: ['member', 'bob'] });
  expect(found).toMatchObject([{ key: [build.stream, 'member', 'bob'], rev: 3, body: { body: { role: 'member' } } }]);
  await db.commit([putOrDeleteRow(build.stream, { ...row, body: undefined, deleted: true }, noIndexes)]);
  expect(await db.range({ store: 'rows' })).toEqual([]);
});

test('[LDB-10] the indexes of a declared collection hold its rows, each stream apart', async () => {
  const db = await open();
  const indexes = createAppIndexes();
  indexes.declare('task', (body) => [['by-due', (body as { due: number }).due, '']]);
  const task = (key: string, due: number) => build.row('task', key, 1, { body: { due } });
  await db.commit([
    putOrDeleteRow('app:ann', task('late', 2), indexes),
    putOrDeleteRow('app:ann', task('soon', 1), indexes),
    putOrDeleteRow('app:bob', task('other', 1), indexes),
    putOrDeleteRow('app:ann', build.row('note', 'n', 1), indexes),
  ]);
  const found = await db.range({ store: 'rows', index: 'app', prefix: ['app:ann/task', 'by-due'] });
  expect(found.map(({ key }) => key[2])).toEqual(['soon', 'late']);
  expect(indexes.entries('app:ann', 'note', {})).toEqual([]);
});

test('[LDB-10] a row that the index of the app cannot place is kept, out of the index', async () => {
  const db = await open();
  const reported: unknown[] = [];
  const indexes = createAppIndexes((error) => reported.push(error));
  indexes.declare('task', (body) => {
    const { due } = body as { due?: { at: number } };
    return [
      ['by-due', due?.at ?? Number.NaN, ''],
      ['by-day', (due as { at: number }).at, 'x'],
    ];
  });
  await db.commit([putOrDeleteRow('app:ann', build.row('task', 'a', 1, { body: { due: {} } }), indexes)]);
  await db.commit([putOrDeleteRow('app:ann', build.row('task', 'b', 1, { body: {} }), indexes)]);
  expect((await db.range({ store: 'rows' })).map(({ key }) => key[2])).toEqual(['a', 'b']);
  expect(await db.range({ store: 'rows', index: 'app' })).toEqual([]);
  expect(reported).toHaveLength(1);
});
