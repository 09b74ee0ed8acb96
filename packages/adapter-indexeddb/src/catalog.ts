import { invalidRequest, type StoreDef, TidemarkError } from '@tidemark/core';
import { asked } from './found-records.ts';
import type { ObjectStoreDef, Shelf } from './source.ts';
import { transact } from './transact.ts';

/** The layout of the object stores. A database with a newer one is refused. */
export const LAYOUT_VERSION = 1;

/** What the database says of itself, under this key of the object store of this name. */
export interface Catalog {
  readonly layout: number;
  /** Given when the database was made: tells it from one made anew in its place. */
  readonly id: string;
  readonly stores: Readonly<Record<string, CatalogStore>>;
}

export interface CatalogStore {
  readonly keyArity: number;
  readonly indexes: Readonly<Record<string, number>>;
}

export const CATALOG = 'tidemark.catalog';

/** The names of the object stores of one store of ours. */
export interface StoreNames {
  readonly rows: string;
  readonly tail: string;
  readonly entries: string;
  readonly entriesTail: string;
}

export function namesOf(store: string): StoreNames {
  return { rows: store, tail: `${store}.tail`, entries: `${store}.entries`, entriesTail: `${store}.entries.tail` };
}

/**
 * The object stores that the database lacks, and those that lack the index of entries. A store that is there stays
 * clustered or plain, as it was made.
 */
export function missingStores(defs: Iterable<StoreDef>, prefix: string, shelf: Shelf): readonly ObjectStoreDef[] {
  const missing: ObjectStoreDef[] = [];
  const need = (name: string, hasEntries: boolean) => {
    const isThere = shelf.has(prefix + name) && (!hasEntries || shelf.hasIndex(prefix + name));
    if (!isThere) missing.push({ name: prefix + name, hasEntries });
  };
  need(CATALOG, false);
  for (const { name, clustered, indexes } of defs) {
    const { rows, tail, entries, entriesTail } = namesOf(name);
    const isClustered = shelf.has(prefix + rows) ? shelf.has(prefix + tail) : clustered === true;
    need(rows, !isClustered && Object.keys(indexes).length > 0);
    if (isClustered) for (const each of [tail, entries, entriesTail]) need(each, false);
  }
  return missing;
}

export async function readCatalog(db: IDBDatabase, prefix: string): Promise<Catalog | undefined> {
  return transact(db, [prefix + CATALOG], 'readonly', 'relaxed', async (transaction) => {
    const found: unknown = await asked(transaction.objectStore(prefix + CATALOG).get(CATALOG));
    return found as Catalog | undefined;
  });
}

/** Throws when a store or index exists with another arity, or the layout is newer than we are. */
export function checkCatalog(catalog: Catalog | undefined, defs: Iterable<StoreDef>, name: string): void {
  if (catalog === undefined) return;
  if (catalog.layout > LAYOUT_VERSION) {
    throw new TidemarkError(
      'storage/version',
      `"${name}" was written by a newer version (layout ${catalog.layout}, this one knows ${LAYOUT_VERSION}). It is left as it is: update the app.`,
      { found: catalog.layout, supported: LAYOUT_VERSION },
    );
  }
  for (const def of defs) {
    const found = own(catalog.stores, def.name);
    if (found === undefined) continue;
    if (found.keyArity !== def.keyArity) throw invalidRequest(`store "${def.name}" exists with another key arity`);
    for (const [index, arity] of Object.entries(def.indexes)) {
      if ((own(found.indexes, index) ?? arity) !== arity)
        throw invalidRequest(`index "${index}" of "${def.name}" exists with another arity`);
    }
  }
}

/** Adds to the catalog what it lacks, and gives it. Indexes need nothing else: all entries are kept from the start. */
export async function extendCatalog(
  db: IDBDatabase,
  prefix: string,
  defs: readonly StoreDef[],
  name: string,
): Promise<Catalog> {
  // Looked at again inside the transaction: another tab may be doing the same.
  return transact(db, [prefix + CATALOG], 'readwrite', 'relaxed', async (transaction) => {
    const store = transaction.objectStore(prefix + CATALOG);
    const found = (await asked(store.get(CATALOG))) as Catalog | undefined;
    checkCatalog(found, defs, name);
    const stores: Record<string, CatalogStore> = { ...found?.stores };
    for (const { name: each, keyArity, indexes } of defs)
      stores[each] = { keyArity, indexes: { ...own(stores, each)?.indexes, ...indexes } };
    const catalog: Catalog = { layout: LAYOUT_VERSION, id: found?.id ?? newId(), stores };
    store.put(catalog, CATALOG);
    return catalog;
  });
}

/** Whether the catalog lacks a store or an index. */
export function lacks({ stores }: Catalog, defs: readonly StoreDef[]): boolean {
  return defs.some((def) => {
    const found = own(stores, def.name);
    return found === undefined || Object.keys(def.indexes).some((index) => !Object.hasOwn(found.indexes, index));
  });
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

// Not randomUUID, which insecure pages lack.
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
