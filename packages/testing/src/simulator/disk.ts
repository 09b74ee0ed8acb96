import { type Change, memoryStorage, type StorageAdapter, type Stored } from '@tidemark/core';
import type { Op, StreamId } from '@tidemark/protocol';

/** What the `streams` store says of one stream, as far as the invariants read it. */
export interface StoredState {
  readonly stream: StreamId;
  readonly cursor?: { readonly epoch: string; readonly rev: number; readonly ord: number };
  readonly head?: { readonly epoch: string; readonly rev: number; readonly ord: number };
  readonly marksRev: number;
  readonly ranges: readonly { readonly from: number; readonly to: number; readonly rev?: number }[];
  readonly own: {
    readonly delivered: number;
    readonly read: number;
    readonly toldDelivered: number;
    readonly toldRead: number;
  };
  readonly summary: {
    readonly kind?: string;
    readonly title?: string;
    readonly setting?: { readonly archived?: boolean };
  };
  readonly resetTo?: string;
  readonly gone?: true;
  readonly evictedTo?: number;
  /** Those that rose last. */
  readonly marks: StoredMarks;
  readonly hasRest?: true;
}

export type StoredMarks = Readonly<Record<string, readonly [delivered: number, read: number]>>;

export interface StoredPending {
  readonly lane: string;
  /** The place in the lane. */
  readonly n: number;
  readonly op: Pick<Op, 'opId' | 'stream' | 'collection' | 'key' | 'kind' | 'body'>;
  readonly attempts: number;
  /** What the server confirmed, until the commit that brings its effect. */
  readonly ack?: { readonly epoch: string };
  readonly ended?: { readonly kind: string; readonly failure?: { readonly code: string } };
}

/** What a device's database holds at this moment, readable without waiting. */
export interface DiskView {
  readonly states: ReadonlyMap<StreamId, StoredState>;
  /** Of conversations of many: the marks that do not stand with the state. */
  readonly restOfMarks: ReadonlyMap<StreamId, StoredMarks>;
  /** By stream and ord. */
  readonly messages: ReadonlyMap<StreamId, ReadonlyMap<number, Stored>>;
  /** By stream and id: where the message stands, unless it is not held any more. */
  readonly ords: ReadonlyMap<StreamId, ReadonlyMap<string, number>>;
  /** By stream, then collection and key. */
  readonly rows: ReadonlyMap<StreamId, ReadonlyMap<string, Stored>>;
  /** By opId. */
  readonly outbox: ReadonlyMap<string, StoredPending>;
}

/** One database of one device. It outlives the processes that open it. */
export interface Disk {
  /** The adapter of the present process, or of the last one. */
  readonly storage: StorageAdapter;
  readonly view: DiskView;
  /** A process died while its storage was at this commit: it may have been kept, or not. */
  doubtful: readonly Change[] | undefined;
  /** A process begins; the one before it held the storage open. */
  begin(ended: AbortSignal): void;
  /** The ord of a message that is held. */
  ordOf(stream: StreamId, id: string): number | undefined;
  /** Notes what a commit of `storage` has just changed. */
  note(changes: readonly Change[]): void;
  /** The browser evicts the whole database. */
  wipe(): Promise<void>;
}

/** The marks of all members, wherever they stand. */
export function marksOf({ states, restOfMarks }: DiskView, stream: StreamId): StoredMarks {
  const { marks = {}, hasRest } = states.get(stream) ?? {};
  return hasRest ? { ...restOfMarks.get(stream), ...marks } : marks;
}

const rowId = (collection: string, key: string): string => `${collection}\n${key}`;

/** Where a disk's bytes are, if not in memory. */
export interface Medium {
  open(ended: AbortSignal): StorageAdapter;
  clear(): void;
}

export function createDisk(medium?: Medium): Disk {
  const memory = memoryStorage();
  let storage = memory;
  const states = new Map<StreamId, StoredState>();
  const messages = new Map<StreamId, Map<number, Stored>>();
  const ords = new Map<StreamId, Map<string, number>>();
  const rows = new Map<StreamId, Map<string, Stored>>();
  const outbox = new Map<string, StoredPending>();
  const opIds = new Map<string, string>();
  const restOfMarks = new Map<StreamId, StoredMarks>();

  function put(store: string, row: Stored): void {
    const [first, second, third] = row.key as [StreamId, string & number, string];
    if (store === 'messages') {
      inStream(messages, first).set(second, row);
      inStream(ords, first).set((row.body as { readonly id: string }).id, second);
    } else if (store === 'rows') inStream(rows, first).set(rowId(second, third), row);
    else if (store === 'streams') states.set(first, row.body as StoredState);
    else if (store === 'marks') restOfMarks.set(first, row.body as StoredMarks);
    else if (store === 'outbox') {
      const pending: StoredPending = { ...(row.body as StoredPending), lane: first, n: second };
      const place = `${first}\n${second}`;
      const before = opIds.get(place);
      if (before !== undefined) outbox.delete(before);
      opIds.set(place, pending.op.opId);
      outbox.set(pending.op.opId, pending);
    }
  }

  function remove(store: string, key: Stored['key']): void {
    const [first, second, third] = key as [StreamId, string & number, string];
    if (store === 'messages') messages.get(first)?.delete(second);
    else if (store === 'rows') rows.get(first)?.delete(rowId(second, third));
    else if (store === 'outbox') {
      const place = `${first}\n${second}`;
      outbox.delete(opIds.get(place) ?? '');
      opIds.delete(place);
    }
  }

  function removeRange(store: string, [stream]: Stored['key'], from?: Stored['key'], to?: Stored['key']): void {
    if (store === 'rows') rows.delete(stream as StreamId);
    if (store !== 'messages') return;
    const held = messages.get(stream as StreamId);
    const least = Number(from?.[1] ?? 0);
    const most = Number(to?.[1] ?? Number.MAX_SAFE_INTEGER);
    for (const ord of [...(held?.keys() ?? [])]) if (ord >= least && ord <= most) held?.delete(ord);
  }

  return {
    get storage() {
      return storage;
    },
    doubtful: undefined,
    begin(ended) {
      if (medium) storage = medium.open(ended);
      else void memory.close();
    },
    view: { states, restOfMarks, messages, ords, rows, outbox },
    ordOf(stream, id) {
      const ord = ords.get(stream)?.get(id);
      const held = ord === undefined ? undefined : messages.get(stream)?.get(ord);
      return (held?.body as { readonly id: string } | undefined)?.id === id ? ord : undefined;
    },
    note(changes) {
      for (const change of changes) {
        if ('put' in change) put(change.store, change.put);
        else if ('delete' in change) remove(change.store, change.delete);
        else if ('deleteRange' in change) {
          const { prefix, from, to } = change.deleteRange;
          removeRange(change.store, prefix, from, to);
        }
      }
    },
    async wipe() {
      this.doubtful = undefined;
      if (medium) medium.clear();
      else await memory.destroy();
      for (const map of [states, messages, ords, rows, outbox, opIds, restOfMarks]) map.clear();
    },
  };
}

function inStream<Key, Item>(maps: Map<StreamId, Map<Key, Item>>, stream: StreamId): Map<Key, Item> {
  const found = maps.get(stream) ?? new Map<Key, Item>();
  maps.set(stream, found);
  return found;
}
