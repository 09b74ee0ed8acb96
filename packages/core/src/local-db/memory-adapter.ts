import { TidemarkError } from '@tidemark/protocol';
import { checkCommit, checkReads, invalidRequest, type Stores, storesOf } from './check-request.ts';
import { frozenRow, handOut } from './frozen-row.ts';
import { findSlot, insertSlot, removeSlot, type Slot, slotRange } from './sorted-slots.ts';
import type { Change, Guard, Read, StorageAdapter, StoreDef, Stored } from './storage-adapter.ts';

interface Store {
  readonly keyArity: number;
  readonly primary: Slot[];
  readonly indexes: Map<string, { readonly arity: number; readonly slots: Slot[] }>;
}

/**
 * Storage in memory, exact to the contract: the model other adapters are compared with. Rows are copied and frozen
 * at commit. The data lives as long as this object: `close` and `open` again is a restart.
 */
export function memoryStorage(): StorageAdapter {
  const stores = new Map<string, Store>();
  let opened: Stores | undefined;
  let name = 'memory';

  function openStores(): Stores {
    if (opened === undefined) throw new TidemarkError('storage/closed', `Storage "${name}" is not open.`, { name });
    return opened;
  }

  return {
    capabilities: { durable: false, shared: 'none' },

    async open(spec) {
      if (opened !== undefined) throw invalidRequest(`"${spec.name}" is open already`);
      const defs = storesOf(spec);
      for (const def of defs.values()) checkFits(def, stores.get(def.name));
      for (const def of defs.values()) addStore(stores, def);
      name = spec.name;
      opened = defs;
    },

    async read(requests) {
      checkReads(openStores(), requests);
      return requests.map((request) => answer(stores.get(request.store) as Store, request));
    },

    async commit(changes, guards = []) {
      checkCommit(openStores(), changes, guards);
      // Whatever can fail, fails before the first change is applied.
      const frozen = changes.map((change) => ('put' in change ? { ...change, put: frozenRow(change.put) } : change));
      if (!guards.every((guard) => holds(stores.get(guard.store) as Store, guard))) return false;
      for (const change of frozen) apply(stores.get(change.store) as Store, change);
      return true;
    },

    async close() {
      opened = undefined;
    },

    async destroy() {
      opened = undefined;
      stores.clear();
    },
  };
}

function checkFits(def: StoreDef, store: Store | undefined): void {
  if (store === undefined) return;
  if (store.keyArity !== def.keyArity) throw invalidRequest(`store "${def.name}" exists with another key arity`);
  for (const [index, arity] of Object.entries(def.indexes)) {
    if ((store.indexes.get(index)?.arity ?? arity) !== arity) {
      throw invalidRequest(`index "${index}" of "${def.name}" exists with another arity`);
    }
  }
}

function addStore(stores: Map<string, Store>, def: StoreDef): void {
  const store = stores.get(def.name) ?? { keyArity: def.keyArity, primary: [], indexes: new Map() };
  stores.set(def.name, store);
  for (const [index, arity] of Object.entries(def.indexes)) {
    if (store.indexes.has(index)) continue;
    // An added index starts with the entries the rows carried before it was known.
    store.indexes.set(index, { arity, slots: [] });
    for (const { row } of store.primary) addEntries(store, row, index);
  }
}

function answer(store: Store, read: Read): unknown {
  if ('get' in read) {
    return read.get.map((key) => {
      const slot = findSlot(store.primary, key, key);
      return slot && handOut(slot.row);
    });
  }
  const slots = read.index === undefined ? store.primary : (store.indexes.get(read.index)?.slots ?? []);
  const [start, end] = slotRange(slots, read);
  if ('count' in read) return end - start;
  const count = Math.min(end - start, read.limit ?? Number.POSITIVE_INFINITY);
  const found = read.reverse ? slots.slice(end - count, end).reverse() : slots.slice(start, start + count);
  return found.map((slot) => handOut(slot.row));
}

function holds(store: Store, guard: Guard): boolean {
  return (findSlot(store.primary, guard.key, guard.key)?.row.rev ?? null) === guard.rev;
}

function apply(store: Store, change: Change): void {
  if ('put' in change) {
    const old = findSlot(store.primary, change.put.key, change.put.key);
    if (old !== undefined) removeEntries(store, old.row);
    insertSlot(store.primary, { at: change.put.key, row: change.put });
    for (const index of store.indexes.keys()) addEntries(store, change.put, index);
  } else if ('delete' in change) {
    const old = findSlot(store.primary, change.delete, change.delete);
    if (old === undefined) return;
    removeEntries(store, old.row);
    removeSlot(store.primary, old.at, old.at);
  } else if ('deleteRange' in change) {
    const [start, end] = slotRange(store.primary, change.deleteRange);
    for (const { row } of store.primary.splice(start, end - start)) removeEntries(store, row);
  } else {
    store.primary.length = 0;
    for (const { slots } of store.indexes.values()) slots.length = 0;
  }
}

function addEntries(store: Store, row: Stored, index: string): void {
  const added = store.indexes.get(index);
  if (added === undefined || !Object.hasOwn(row.keys, index)) return;
  for (const at of row.keys[index] ?? []) if (at.length === added.arity) insertSlot(added.slots, { at, row });
}

function removeEntries(store: Store, row: Stored): void {
  for (const [index, { slots }] of store.indexes) {
    if (Object.hasOwn(row.keys, index)) for (const at of row.keys[index] ?? []) removeSlot(slots, at, row.key);
  }
}
