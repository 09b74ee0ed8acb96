import { invalidRequest, type Key, type Stored } from '@tidemark/core';

/** What is kept of a row beside its key, as JSON text. 0: no entries. A fourth part: the body is bytes, kept beside it. */
export type RowCell = readonly [rev: number, keys: Stored['keys'] | 0, body: unknown, isBytes?: 1];

/** Something with a place in key order: a row, with its JSON text or its parsed cell; or an entry of an index, with neither. */
export interface Item {
  readonly key: Key;
  readonly json?: string | undefined;
  readonly cell?: unknown;
  readonly bytes?: Uint8Array | undefined;
  /** Of a row to be put: its entries, see `entriesOf`. */
  readonly entries?: readonly Key[] | undefined;
  /** Of a row to be put: there is none of its key. */
  readonly isNew?: true | undefined;
}

/** A row as the record of a plain store, or of a tail. */
export type RowRecord = string | { readonly t: string; readonly i?: readonly Key[]; readonly d?: Uint8Array };

/** The row's copy in text. Throws `storage/invalid-request` for a body that is no JSON. */
export function toItem(row: Stored): Item {
  const { key, rev, keys, body } = row;
  const entries = entriesOf(keys);
  const some = hasEntries(keys) ? keys : 0;
  if (body instanceof Uint8Array) {
    const cell: RowCell = [rev, some, null, 1];
    return { key: [...key], json: JSON.stringify(cell), bytes: new Uint8Array(body), entries };
  }
  if (typeof body === 'function' || typeof body === 'symbol') throw invalidRequest('a body is not plain JSON');
  try {
    return { key: [...key], json: JSON.stringify([rev, some, body]), entries };
  } catch (cause) {
    throw invalidRequest('a body is not plain JSON', cause);
  }
}

export function cellOf(item: Item): unknown {
  return item.cell ?? JSON.parse(item.json as string);
}

export function textOf(item: Item): string {
  return item.json ?? JSON.stringify(item.cell ?? []);
}

export function toStored({ key, cell, bytes }: Item): Stored {
  const [rev, keys, body] = cell as RowCell;
  return { key, rev, keys: keys === 0 ? {} : keys, body: bytes ?? body };
}

export function revOf(item: Item | undefined): number | null {
  return item === undefined ? null : (cellOf(item) as RowCell)[0];
}

/** The entries of a row as `[index, arity, ...entry]`, so that one index of the engine holds all of ours. */
export function entriesOf(keys: Stored['keys'] | 0): Key[] {
  if (keys === 0) return [];
  const entries: Key[] = [];
  for (const name in keys) for (const entry of keys[name] ?? []) entries.push([name, entry.length, ...entry]);
  return entries;
}

/** `isIndexed`: the engine keeps the entries. */
export function toRecord(item: Item, isIndexed: boolean): RowRecord {
  const entries = isIndexed ? (item.entries ?? []) : [];
  const t = textOf(item);
  if (entries.length === 0 && item.bytes === undefined) return t;
  return { t, ...(entries.length > 0 && { i: entries }), ...(item.bytes !== undefined && { d: item.bytes }) };
}

/** The row of a record; undefined when the record is not what was written. */
export function fromRecord(key: Key, value: unknown): Item | undefined {
  const record = value as Exclude<RowRecord, string> | undefined;
  const text = typeof value === 'string' ? value : record?.t;
  const bytes = typeof value === 'string' ? undefined : record?.d;
  try {
    const cell: unknown = JSON.parse(text as string);
    return isRowCell(cell) && (cell.length === 4) === bytes instanceof Uint8Array ? { key, cell, bytes } : undefined;
  } catch {
    return undefined;
  }
}

export function isRowCell(cell: unknown): cell is RowCell {
  return Array.isArray(cell) && typeof cell[0] === 'number' && cell.length >= 3;
}

function hasEntries(keys: Stored['keys']): boolean {
  for (const _ in keys) return true;
  return false;
}
