/** What a database has. */
export interface Shelf {
  has(name: string): boolean;
  hasIndex(name: string): boolean;
}

/** What an object store is made of. Keys are given with each record. */
export interface ObjectStoreDef {
  readonly name: string;
  /** Has an index over the elements of the member `i` of its records. */
  readonly hasEntries: boolean;
}

/** What a source tells of the handle it gave. */
export interface HandleEvents {
  /** Someone needs the handle closed: for a newer schema, or to delete the database. */
  readonly onAsked: (isDeletion: boolean) => void;
  /** The engine closed the handle by itself. */
  readonly onClosed: () => void;
}

/** Where a handle comes from: a database of our own, or the app's. */
export interface Source {
  readonly name: string;
  /**
   * Opens, and creates the object stores that `missing` names once it has seen which are there. Before it changes a
   * database that exists it calls `check`, which throws for one that must be left alone, and tells whether it is known
   * to lack nothing.
   */
  connect(
    missing: MissingStores,
    check: (db: IDBDatabase) => Promise<boolean>,
    events: HandleEvents,
  ): Promise<IDBDatabase>;
  /** Like `connect`, but undefined when the database is not there any more; nothing is created. */
  reconnect(events: HandleEvents): Promise<IDBDatabase | undefined>;
  /** Throws when a database without our catalog must not become ours. */
  checkForeign(found: DOMStringList): void;
  disconnect(db: IDBDatabase): void;
  /** Removes what is ours for good. */
  remove(): Promise<void>;
}

export type MissingStores = (shelf: Shelf) => readonly ObjectStoreDef[];
