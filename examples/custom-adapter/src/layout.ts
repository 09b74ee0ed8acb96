import { invalidRequest, type Key, type RangeRead, type Stored } from '@tidemark/core';
import type { ClassicLevel } from 'classic-level';
import { endOf, keyBytes } from './key-bytes.ts';

/*
 * One LevelDB, all of it keys and values in one order:
 *
 *     c/crew                        a store and its indexes                  { keyArity, indexes }
 *     r/crew/ + key                 a row                                    the row as JSON
 *     i/crew/tag/ + entry + key     an entry of an index, sorted by both     the key of its row
 */
export type Level = ClassicLevel<Buffer, Buffer>;
export type Op = { type: 'put'; key: Buffer; value: Buffer } | { type: 'del'; key: Buffer };
export type Definition = { keyArity: number; indexes: Record<string, number> };
export type Bounds = Pick<RangeRead, 'prefix' | 'from' | 'to'>;

export const rowsOf = (store: string): Buffer => Buffer.from(`r/${store}/`);
export const entriesOf = (store: string, index: string): Buffer => Buffer.from(`i/${store}/${index}/`);
export const rowAt = (store: string, key: Key): Buffer => Buffer.concat([rowsOf(store), keyBytes(key)]);

export function entryKeys(store: string, { indexes }: Definition, row: Stored, only?: readonly string[]): Buffer[] {
  return Object.entries(indexes).flatMap(([index, arity]) => {
    const entries = (only?.includes(index) ?? true) && Object.hasOwn(row.keys, index) ? (row.keys[index] ?? []) : [];
    const fitting = entries.filter((entry) => entry.length === arity);
    return fitting.map((entry) => Buffer.concat([entriesOf(store, index), keyBytes(entry), keyBytes(row.key)]));
  });
}

export async function rowsIn(db: Level, store: string, bounds: Bounds): Promise<readonly Stored[]> {
  return (await db.values(within(rowsOf(store), bounds)).all()).map(toRow);
}

export function within(space: Buffer, { prefix = [], from = [], to = [] }: Bounds): { gte: Buffer; lt: Buffer } {
  const [low = space, high = space] = [
    [keyBytes(prefix), keyBytes(from)].sort(Buffer.compare)[1],
    [endOf(keyBytes(prefix)), endOf(keyBytes(to))].sort(Buffer.compare)[0],
  ];
  return { gte: Buffer.concat([space, low]), lt: Buffer.concat([space, high]) };
}

export function toBytes({ body, ...row }: Stored): Buffer {
  const isBytes = body instanceof Uint8Array;
  try {
    return Buffer.from(
      JSON.stringify(isBytes ? { ...row, bytes: Buffer.from(body).toString('base64') } : { ...row, body }),
    );
  } catch (cause) {
    throw invalidRequest('a body is not plain JSON', cause);
  }
}

export function toRow(value: Buffer): Stored {
  const { bytes, ...row } = JSON.parse(value.toString());
  return bytes === undefined ? row : { ...row, body: new Uint8Array(Buffer.from(bytes, 'base64')) };
}
