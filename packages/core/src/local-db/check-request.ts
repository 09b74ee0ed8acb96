import { TidemarkError } from '@tidemark/protocol';
import type { Change, Guard, Key, OpenSpec, RangeRead, Read, StoreDef } from './storage-adapter.ts';

/** The stores a handle was opened with, by name. */
export type Stores = ReadonlyMap<string, StoreDef>;

// Names become names of tables and object stores, where upper and lower case may be one.
const NAME = /^(?!sqlite_|tidemark_)[a-z](?:[_-]?[a-z0-9])*$/i;

/** The stores of an open spec, by name. Throws `storage/invalid-request` for bad names, doubles and arities. */
export function storesOf(spec: OpenSpec): Stores {
  const stores = new Map<string, StoreDef>();
  const names = new Set<string>();
  for (const def of spec.stores) {
    checkNames([def.name], names);
    checkNames(Object.keys(def.indexes));
    for (const arity of [def.keyArity, ...Object.values(def.indexes)]) {
      if (!Number.isSafeInteger(arity) || arity < 1)
        throw invalidRequest(`store "${def.name}" has an arity of ${arity}`);
    }
    stores.set(def.name, def);
  }
  return stores;
}

/** `taken`: names in use, in lower case. */
function checkNames(names: readonly string[], taken = new Set<string>()): void {
  for (const name of names) {
    if (!NAME.test(name)) throw invalidRequest(`"${name}" is no name: letters and digits, with single _ or - between`);
    const folded = name.toLowerCase();
    if (taken.has(folded)) throw invalidRequest(`the name "${name}" is used twice`);
    taken.add(folded);
  }
}

/** Throws `storage/invalid-request` unless an adapter can answer these. */
export function checkReads(stores: Stores, reads: readonly Read[]): void {
  for (const read of reads) {
    const def = storeOf(stores, read.store);
    if ('get' in read) {
      for (const key of read.get) checkKey(key, def.keyArity, def.name);
      continue;
    }
    const arity = arityOf(def, read.index);
    checkRange(read, arity, def.name);
    if ('count' in read) continue;
    if (read.limit !== undefined && (!Number.isSafeInteger(read.limit) || read.limit < 0)) {
      throw invalidRequest(`limit ${read.limit} of "${def.name}" is not a count`);
    }
  }
}

/** Throws `storage/invalid-request` unless an adapter can commit these. */
export function checkCommit(stores: Stores, changes: readonly Change[], guards: readonly Guard[]): void {
  for (const guard of guards) {
    const def = storeOf(stores, guard.store);
    checkKey(guard.key, def.keyArity, def.name);
    if (guard.rev !== null) checkRev(guard.rev, def.name);
  }
  for (const change of changes) checkChange(storeOf(stores, change.store), change);
}

function checkChange(def: StoreDef, change: Change): void {
  if ('put' in change) {
    checkKey(change.put.key, def.keyArity, def.name);
    checkRev(change.put.rev, def.name);
    if (change.put.body === undefined) throw invalidRequest(`a row of "${def.name}" has no body`);
    for (const index in change.put.keys) {
      // Entries of an index this handle does not know are kept with the row, so their arity is not known.
      const arity = Object.hasOwn(def.indexes, index) ? def.indexes[index] : undefined;
      if (arity === undefined) checkNames([index]);
      for (const entry of change.put.keys[index] ?? []) checkKey(entry, arity, def.name);
    }
  } else if ('delete' in change) {
    checkKey(change.delete, def.keyArity, def.name);
  } else if ('deleteRange' in change) {
    if (change.deleteRange.prefix === undefined) throw invalidRequest(`deleteRange of "${def.name}" has no prefix`);
    checkRange(change.deleteRange, def.keyArity, def.name);
  } else if (!('clear' in change)) {
    throw invalidRequest(`a change of "${def.name}" is none of put, delete, deleteRange, clear`);
  }
}

function storeOf(stores: Stores, name: string): StoreDef {
  const def = stores.get(name);
  if (def === undefined) throw invalidRequest(`store "${name}" is not one this handle was opened with`);
  return def;
}

function arityOf(def: StoreDef, index: string | undefined): number {
  if (index === undefined) return def.keyArity;
  const arity = Object.hasOwn(def.indexes, index) ? def.indexes[index] : undefined;
  if (arity === undefined) throw invalidRequest(`store "${def.name}" has no index "${index}"`);
  return arity;
}

function checkKey(key: Key, arity: number | undefined, store: string): void {
  if (!Array.isArray(key) || (arity !== undefined && key.length !== arity)) {
    throw invalidRequest(`key ${JSON.stringify(key)} of "${store}" does not have ${arity} parts`);
  }
  checkParts(key, store);
}

function checkRange({ prefix, from, to }: Partial<RangeRead>, arity: number, store: string): void {
  for (const part of [prefix, from, to]) {
    if (part === undefined) continue;
    if (!Array.isArray(part) || part.length > arity) {
      throw invalidRequest(`${JSON.stringify(part)} of "${store}" has more than ${arity} parts`);
    }
    checkParts(part, store);
  }
}

function checkParts(key: Key, store: string): void {
  for (const part of key) {
    if (typeof part === 'string' || Number.isFinite(part)) continue;
    throw invalidRequest(`a key of "${store}" has the part ${String(part)}; parts are strings and finite numbers`);
  }
}

function checkRev(rev: number, store: string): void {
  if (!Number.isSafeInteger(rev)) throw invalidRequest(`rev ${rev} of "${store}" is not an integer`);
}

/** The error for a request that breaks the storage contract. */
export function invalidRequest(found: string, cause?: unknown): TidemarkError<'storage/invalid-request'> {
  return new TidemarkError(
    'storage/invalid-request',
    `The storage request is not valid: ${found}.`,
    { request: found },
    { cause },
  );
}
