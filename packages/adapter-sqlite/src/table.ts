import { type CountRead, invalidRequest, type Key, type RangeRead, type Stored } from '@tidemark/core';
import { indexTableName, readIndexes, tableName } from './catalog.ts';
import type { Columns, Connection, Statement } from './driver.ts';
import { encodeBounds, encodeKey } from './key-code.ts';
import { corrupt } from './sqlite-error.ts';

/** The rows and index entries of one store. Calls stand inside a transaction of the caller's. */
export interface Table {
  /** In the order asked. */
  get(keys: readonly Key[]): readonly (Stored | undefined)[];
  revOf(key: Key): number | null;
  range(read: RangeRead): readonly Stored[];
  count(read: CountRead): number;
  put(row: Stored): void;
  /** Adds a row without entries, by one statement, which needs no transaction around it. False: one is there already. */
  add(row: Stored): boolean;
  delete(key: Key): void;
  deleteRange(range: { readonly prefix: Key; readonly from?: Key | undefined; readonly to?: Key | undefined }): void;
  clear(): void;
}

interface Index {
  readonly arity: number;
  readonly insert: () => Statement;
  readonly remove: () => Statement;
}

/** Keys that one statement looks up, at least: a get asks for one or for a whole list of streams. */
const LOOKUPS = [1, 8, 32, 128] as const;
const MOST_LOOKUPS = 128;

const ROW = 's.id, s.rev, s.keys, s.body';

export function createTable(db: Connection, store: string): Table {
  const table = tableName(store);
  const statements = new Map<string, Statement>();
  /** Read when rows are first written. */
  let indexes: ReadonlyMap<string, Index> | undefined;

  function statement(sql: string): Statement {
    let found = statements.get(sql);
    if (found === undefined) {
      found = db.prepare(sql);
      statements.set(sql, found);
    }
    return found;
  }

  /** Prepared when first used: opening an app needs few of them. */
  function lazily(sql: string): () => Statement {
    let found: Statement | undefined;
    return () => {
      found ??= db.prepare(sql);
      return found;
    };
  }

  const selects = LOOKUPS.map((count) =>
    lazily(`SELECT ${ROW} FROM ${table} s WHERE s.key IN (${Array(count).fill('?').join()})`),
  );
  const selectRev = lazily(`SELECT rev FROM ${table} WHERE key = ?`);
  const selectKeys = lazily(`SELECT keys FROM ${table} WHERE key = ?`);
  const insert = lazily(
    `INSERT INTO ${table} (key, id, rev, keys, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const update = lazily(`UPDATE ${table} SET id = ?, rev = ?, keys = ?, body = ? WHERE key = ?`);
  const remove = lazily(`DELETE FROM ${table} WHERE key = ? RETURNING keys`);

  function loadIndexes(): ReadonlyMap<string, Index> {
    const found = [...readIndexes(db, store)].map(([name, arity]): [string, Index] => {
      const name_ = indexTableName(store, name);
      const insert = lazily(`INSERT OR IGNORE INTO ${name_} (entry, key) VALUES (?, ?)`);
      return [name, { arity, insert, remove: lazily(`DELETE FROM ${name_} WHERE entry = ? AND key = ?`) }];
    });
    return new Map(found);
  }

  /** Runs `act` for each entry that stands in an index of the file. */
  function eachEntry(keys: Stored['keys'], act: (index: Index, entry: Uint8Array) => void): void {
    for (const name in keys) {
      // A name that is not known: another process may have added the index since this one opened.
      if (!indexes?.has(name)) indexes = loadIndexes();
      const index = indexes.get(name);
      if (index === undefined) continue;
      for (const entry of keys[name] ?? []) if (entry.length === index.arity) act(index, encodeKey(entry));
    }
  }

  function dropEntries(key: Uint8Array, keys: Columns[string] | undefined, next: Stored['keys'] = {}): void {
    if (typeof keys === 'string')
      eachEntry(unlike(parse(store, keys), next), (index, entry) => index.remove().run(entry, key));
  }

  /** Says whether the row is new. */
  function insertRow(
    key: Uint8Array,
    id: string,
    rev: number,
    keys: string | null,
    body: Uint8Array | string,
  ): boolean {
    return insert().run(key, id, rev, keys, body) > 0;
  }

  return {
    get(keys) {
      const found = new Map<unknown, Columns>();
      for (let from = 0; from < keys.length; from += MOST_LOOKUPS) {
        const encoded = keys.slice(from, from + MOST_LOOKUPS).map(encodeKey);
        const size = LOOKUPS.findIndex((count) => count >= encoded.length);
        // A key named twice is looked up once.
        while (encoded.length < (LOOKUPS[size] as number)) encoded.push(encoded[0] as Uint8Array);
        for (const row of (selects[size] as () => Statement)().all(...encoded)) found.set(row['id'], row);
      }
      return keys.map((key) => {
        const row = found.get(JSON.stringify(key));
        return row && toStored(store, row);
      });
    },

    revOf(key) {
      return (selectRev().get(encodeKey(key))?.['rev'] as number | undefined) ?? null;
    },

    range({ index, prefix, from, to, reverse, limit = -1 }) {
      const order = reverse ? 'DESC' : 'ASC';
      // CROSS JOIN keeps SQLite from turning the join round.
      const sql =
        index === undefined
          ? `SELECT ${ROW} FROM ${table} s WHERE s.key >= ? AND s.key < ? ORDER BY s.key ${order} LIMIT ?`
          : `SELECT ${ROW} FROM ${indexTableName(store, index)} i CROSS JOIN ${table} s ON s.key = i.key
             WHERE i.entry >= ? AND i.entry < ? ORDER BY i.entry ${order}, i.key ${order} LIMIT ?`;
      const rows = statement(sql).all(...encodeBounds(prefix, from, to), limit);
      return rows.map((row) => toStored(store, row));
    },

    count({ index, prefix }) {
      const [from, column] = index === undefined ? [table, 'key'] : [indexTableName(store, index), 'entry'];
      const sql = `SELECT count(*) AS n FROM ${from} WHERE ${column} >= ? AND ${column} < ?`;
      return statement(sql).get(...encodeBounds(prefix))?.['n'] as number;
    },

    put(row) {
      const key = encodeKey(row.key);
      const id = JSON.stringify(row.key);
      const keys = isEmpty(row.keys) ? null : JSON.stringify(row.keys);
      const body = toColumn(row.body);
      // Most puts bring a new row: it has no old entries to look for.
      if (!insertRow(key, id, row.rev, keys, body)) {
        const old = selectKeys().get(key)?.['keys'];
        update().run(id, row.rev, keys, body, key);
        if (old === keys) return;
        dropEntries(key, old, row.keys);
        // Entries that stay are not written again: each index touched is a page more in the log.
        const added = typeof old === 'string' ? unlike(row.keys, parse(store, old)) : row.keys;
        eachEntry(added, (index, entry) => index.insert().run(entry, key));
      } else if (keys !== null) eachEntry(row.keys, (index, entry) => index.insert().run(entry, key));
    },

    add: ({ key, rev, body }) => insertRow(encodeKey(key), JSON.stringify(key), rev, null, toColumn(body)),

    delete(of) {
      const key = encodeKey(of);
      dropEntries(key, remove().get(key)?.['keys']);
    },

    deleteRange({ prefix, from, to }) {
      const bounds = encodeBounds(prefix, from, to);
      const within = `FROM ${table} WHERE key >= ? AND key < ?`;
      const rows = statement(`SELECT key, keys ${within} AND keys IS NOT NULL`).all(...bounds);
      for (const row of rows) dropEntries(row['key'] as Uint8Array, row['keys']);
      statement(`DELETE ${within}`).run(...bounds);
    },

    clear() {
      for (const name of readIndexes(db, store).keys()) db.exec(`DELETE FROM ${indexTableName(store, name)}`);
      db.exec(`DELETE FROM ${table}`);
    },
  };
}

/** The entries of the indexes in which these keys differ from others. */
function unlike(keys: Stored['keys'], others: Stored['keys']): Stored['keys'] {
  const names = Object.keys(keys).filter((name) => JSON.stringify(keys[name]) !== JSON.stringify(others[name]));
  return Object.fromEntries(names.map((name) => [name, keys[name] ?? []]));
}

export function isEmpty(keys: Stored['keys']): boolean {
  for (const _ in keys) return false;
  return true;
}

function toColumn(body: unknown): Uint8Array | string {
  if (body instanceof Uint8Array) return body;
  let json: string | undefined;
  try {
    json = JSON.stringify(body);
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    throw invalidRequest('a body is not plain JSON', cause);
  }
  if (json === undefined) throw invalidRequest('a body is not plain JSON');
  return json;
}

function toStored(store: string, row: Columns): Stored {
  const { id, rev, keys, body } = row;
  return {
    key: parse(store, id),
    rev: rev as number,
    keys: keys === null ? {} : parse(store, keys),
    // Plain bytes, whatever subclass the engine makes.
    body: body instanceof Uint8Array ? new Uint8Array(body) : parse(store, body),
  };
}

function parse<Value>(store: string, json: unknown): Value {
  try {
    return JSON.parse(json as string);
  } catch (cause) {
    throw corrupt(store, 'holds a row that is not JSON', cause);
  }
}
