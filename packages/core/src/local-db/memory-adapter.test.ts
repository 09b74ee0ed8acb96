import { expect, test } from 'vitest';
import { memoryStorage } from './memory-adapter.ts';

const spec = { name: 'test', stores: [{ name: 'rows', keyArity: 2, indexes: { tag: 1 } }] };
const row = (n: number, body: unknown = {}) => ({ key: ['s', n], rev: 1, keys: { tag: [[`t${n % 2}`]] }, body });

test('[STO-13] a row read is frozen, and the object that was put may change afterwards', async () => {
  const storage = memoryStorage();
  await storage.open(spec);
  const body = { list: [1] };
  await storage.commit([{ store: 'rows', put: row(1, body) }]);
  body.list.push(2);
  const [[found]] = (await storage.read([{ store: 'rows', get: [['s', 1]] }])) as [[{ body: { list: number[] } }]];
  expect(found.body).toEqual({ list: [1] });
  expect(() => found.body.list.push(3)).toThrow(TypeError);
});

test('[STO-6] rows appended and inserted are read in order, by key and by index', async () => {
  const storage = memoryStorage();
  await storage.open(spec);
  await storage.commit([3, 1, 2, 5, 4].map((n) => ({ store: 'rows', put: row(n) })));
  const order = async (read: object) =>
    ((await storage.read([{ store: 'rows', ...read }])) as { key: unknown[] }[][])[0]?.map(({ key }) => key[1]);
  expect(await order({})).toEqual([1, 2, 3, 4, 5]);
  expect(await order({ from: ['s', 2], to: ['s', 4], reverse: true, limit: 2 })).toEqual([4, 3]);
  expect(await order({ index: 'tag', prefix: ['t1'] })).toEqual([1, 3, 5]);
});

test('[STO-12] a body is kept as its JSON text says, whatever object it comes as', async () => {
  const storage = memoryStorage();
  await storage.open(spec);
  const proto = JSON.parse('{"__proto__":{"a":1},"b":[null,true,"x",1.5]}');
  const bodies = [
    { a: -0, b: Number.NaN, c: [undefined, -1, Number.POSITIVE_INFINITY], d: undefined, e: () => 1 },
    { at: new Date(0), own: { toJSON: () => 'said' }, map: new Map([[1, 2]]), list: [[], {}] },
    Object.assign(Object.create(null), { bare: 1 }),
    proto,
    [1, [2, { three: '3' }]],
    'text',
    0,
    null,
  ];
  await storage.commit(bodies.map((body, n) => ({ store: 'rows', put: row(n, body) })));
  const [found] = (await storage.read([{ store: 'rows' }])) as [{ body: unknown }[]];
  expect(found.map(({ body }) => body)).toStrictEqual(bodies.map((body) => JSON.parse(JSON.stringify(body))));
  const loop: { me?: unknown } = {};
  loop.me = loop;
  await expect(storage.commit([{ store: 'rows', put: row(9, loop) }])).rejects.toThrow(/plain JSON/);
});
