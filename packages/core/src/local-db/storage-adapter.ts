/**
 * The storage contract. Requests are plain data, so that a worker or another tab can carry them; there is no callback
 * transaction; the core computes every index key, so that every engine sorts alike.
 */

/** Part of a key. Finite numbers sort before strings; strings sort by UTF-16 code unit. */
export type Part = string | number;

/** Sorts part by part; a prefix sorts before what it begins. */
export type Key = readonly Part[];

export interface StoreDef {
  readonly name: string;
  /** Parts of every primary key. */
  readonly keyArity: number;
  /** Parts of every entry, by index name. */
  readonly indexes: Readonly<Record<string, number>>;
  /** A hint: rows are read in key order, so an adapter may pack neighbours into pages. */
  readonly clustered?: boolean | undefined;
}

export interface Stored {
  readonly key: Key;
  /** Compared by guards; the core's to choose. */
  readonly rev: number;
  /** Entries by index name. An index not named here does not hold the row; several entries hold it several times. */
  readonly keys: Readonly<Record<string, readonly Key[]>>;
  /** Plain JSON, or bytes when encrypted. */
  readonly body: unknown;
}

/** A get, answered by `(Stored | undefined)[]` in the order asked. */
export interface GetRead {
  readonly store: string;
  readonly get: readonly Key[];
}

/**
 * A range, answered by `Stored[]` in key order of the index (the primary key when none is named), equal entries by
 * primary key. `prefix` fixes leading parts. `from` and `to` are whole keys or prefixes of keys, both inclusive: `to`
 * includes everything it begins.
 */
export interface RangeRead {
  readonly store: string;
  readonly index?: string | undefined;
  readonly prefix?: Key | undefined;
  readonly from?: Key | undefined;
  readonly to?: Key | undefined;
  readonly reverse?: boolean | undefined;
  readonly limit?: number | undefined;
}

/** A count of entries, answered by a number. */
export interface CountRead {
  readonly store: string;
  readonly index?: string | undefined;
  readonly prefix?: Key | undefined;
  readonly count: true;
}

export type Read = GetRead | RangeRead | CountRead;

export type Change =
  | {
      readonly store: string;
      readonly put: Stored;
      /** A hint: no row of this key is there, so an adapter need not look for the one that this replaces. */
      readonly isNew?: true | undefined;
    }
  | { readonly store: string; readonly delete: Key }
  | {
      readonly store: string;
      /** By primary key, with `from` and `to` as in a range read. */
      readonly deleteRange: { readonly prefix: Key; readonly from?: Key | undefined; readonly to?: Key | undefined };
    }
  | { readonly store: string; readonly clear: true };

/** A condition of a commit. `rev: null`: the row must not exist. */
export interface Guard {
  readonly store: string;
  readonly key: Key;
  readonly rev: number | null;
}

/** `relaxed` survives the death of the process; `strict` also the loss of power. */
export type Durability = 'relaxed' | 'strict';

export interface Capabilities {
  /** Commits survive the process. */
  readonly durable: boolean;
  /** `concurrent`: several openers read and commit. `owner`: one opener. `none`: each opener has data of its own. */
  readonly shared: 'concurrent' | 'owner' | 'none';
}

export interface OpenSpec {
  readonly name: string;
  readonly stores: readonly StoreDef[];
  /** Called when another opener needs a newer schema than this handle: close it soon. */
  readonly onStale?: (() => void) | undefined;
}

/**
 * Where rows live. Every rejection is a `TidemarkError` with a code `storage/…` whose `retryable` says whether the
 * same call may succeed later.
 */
export interface StorageAdapter {
  readonly capabilities: Capabilities;
  /** Creates what is missing, additively: a store or index that exists is never dropped or emptied. */
  open(spec: OpenSpec): Promise<void>;
  /** Answers all requests from one snapshot, in order. */
  read(requests: readonly Read[]): Promise<readonly unknown[]>;
  /**
   * Applies the changes in order, all or none. Resolves `false`, with nothing applied, when a guard does not hold.
   * Without `durability`: relaxed.
   */
  commit(changes: readonly Change[], guards?: readonly Guard[], durability?: Durability): Promise<boolean>;
  usage?(): Promise<{ readonly bytes: number; readonly quotaBytes?: number | undefined }>;
  /** Waits for what is under way. A second call does nothing. */
  close(): Promise<void>;
  /** Closes, and removes the data for good. */
  destroy(): Promise<void>;
}
