import {
  checkCommit,
  checkReads,
  type Durability,
  type Guard,
  invalidRequest,
  type OpenSpec,
  type Read,
  type StorageAdapter,
  type Stores,
  storesOf,
  TidemarkError,
} from '@tidemark/core';
import { ClassicLevel } from 'classic-level';
import { keyBytes } from './key-bytes.ts';
import {
  type Definition,
  entriesOf,
  entryKeys,
  type Level,
  type Op,
  rowAt,
  rowsIn,
  rowsOf,
  toRow,
  within,
} from './layout.ts';
import { opsFor } from './ops-for.ts';
import { toStorageError } from './storage-error.ts';

/** Storage in a LevelDB folder. LevelDB lets one process in; a second opener gets `storage/blocked`. */
export function levelStorage(folder: string): StorageAdapter {
  let opened: { readonly db: Level; readonly stores: Stores; readonly all: Map<string, Definition> } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One call after the other: a group of reads sees no commit in between, a guard holds until its commit is done. */
  function inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const turn = last.then(act).catch((error: unknown) => {
      throw toStorageError(folder, error);
    });
    last = turn.catch(() => {});
    return turn;
  }

  function use(): NonNullable<typeof opened> {
    if (opened === undefined) throw new TidemarkError('storage/closed', `"${folder}" is not open.`, { name: folder });
    return opened;
  }

  async function close(): Promise<void> {
    const closing = opened;
    opened = undefined;
    await closing?.db.close();
  }

  return {
    capabilities: { durable: true, shared: 'owner' },

    open: (spec) =>
      inTurn(async () => {
        if (opened !== undefined) throw invalidRequest(`"${folder}" is open already`);
        const stores = storesOf(spec);
        const db: Level = new ClassicLevel(folder, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
        await db.open();
        try {
          opened = { db, stores, all: await addMissing(db, spec) };
        } catch (error) {
          await db.close();
          throw error;
        }
      }),

    read: (requests) =>
      inTurn(async () => {
        const { db, stores } = use();
        checkReads(stores, requests);
        return Promise.all(requests.map((request) => answer(db, request)));
      }),

    commit: (changes, guards = [], durability: Durability = 'relaxed') =>
      inTurn(async () => {
        const { db, stores, all } = use();
        checkCommit(stores, changes, guards);
        for (const guard of guards) if (!(await holds(db, guard))) return false;
        await db.batch(await opsFor(db, all, changes), { sync: durability === 'strict' });
        return true;
      }),

    close: () => inTurn(close),
    destroy: () =>
      inTurn(async () => {
        await close();
        await ClassicLevel.destroy(folder);
      }),
  };
}

/** Adds the stores and indexes that are missing, and gives all there are: others' indexes are kept right too. */
async function addMissing(db: Level, { stores }: OpenSpec): Promise<Map<string, Definition>> {
  const all = new Map<string, Definition>();
  for await (const [key, value] of db.iterator({ gte: Buffer.from('c/'), lt: Buffer.from('c0') }))
    all.set(key.toString().slice(2), JSON.parse(value.toString()));
  const ops: Op[] = [];
  for (const { name, keyArity, indexes } of stores) {
    const found = all.get(name) ?? { keyArity, indexes: {} };
    const misfit = Object.entries(indexes).find(([index, arity]) => (found.indexes[index] ?? arity) !== arity);
    if (found.keyArity !== keyArity || misfit) throw invalidRequest(`"${name}" exists with another arity`);
    const added = Object.keys(indexes).filter((index) => found.indexes[index] === undefined);
    const wider = { keyArity, indexes: { ...found.indexes, ...indexes } };
    ops.push({ type: 'put', key: Buffer.from(`c/${name}`), value: Buffer.from(JSON.stringify(wider)) });
    // An added index starts with the entries that the rows carried before.
    for (const row of added.length > 0 ? await rowsIn(db, name, {}) : [])
      for (const key of entryKeys(name, wider, row, added)) ops.push({ type: 'put', key, value: keyBytes(row.key) });
    all.set(name, wider);
  }
  await db.batch(ops);
  return all;
}

async function answer(db: Level, read: Read): Promise<unknown> {
  if ('get' in read) {
    const values = await db.getMany(read.get.map((key) => rowAt(read.store, key)));
    return values.map((value) => value && toRow(value));
  }
  const index = 'index' in read ? read.index : undefined;
  const space = index === undefined ? rowsOf(read.store) : entriesOf(read.store, index);
  if ('count' in read) return (await db.keys(within(space, read)).all()).length;
  const { reverse = false, limit = -1 } = read;
  const values = await db.values({ ...within(space, read), reverse, limit }).all();
  if (index === undefined) return values.map(toRow);
  return (await db.getMany(values.map((key) => Buffer.concat([rowsOf(read.store), key])))).map((value) =>
    toRow(value as Buffer),
  );
}

async function holds(db: Level, { store, key, rev }: Guard): Promise<boolean> {
  const value = await db.get(rowAt(store, key));
  return (value === undefined ? null : toRow(value).rev) === rev;
}
