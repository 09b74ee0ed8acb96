import type { StreamId } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Change, Key, Stored } from '../local-db/storage-adapter.ts';

/** The stored rows of one collection that are about certain messages: their keys are a message id, or begin with one. */
export interface AboutMessages {
  /** Looks at these messages from now on, and no longer at others. */
  follow(ids: readonly string[]): void;
  /** Whether everything about the messages looked at is here. */
  isReady(): boolean;
  rowsOf(id: string): Iterable<Stored>;
  close(): void;
}

export interface AboutOptions {
  readonly db: LocalDb;
  readonly stream: StreamId;
  readonly collection: string;
  /** Rows came, went or changed, or a read ended. */
  readonly changed: () => void;
  readonly onError: (error: unknown) => void;
}

const idOf = (key: string): string => key.split('/', 1)[0] as string;

export function createAboutMessages({ db, stream, collection, changed, onError }: AboutOptions): AboutMessages {
  /** By message id, then by key. */
  let held = new Map<string, Map<string, Stored>>();
  const unread = new Set<string>();
  /** Keys that commits wrote while a read is under way: they know better than its answer. */
  let written: Set<string> | undefined;

  const isOurs = (key: Key): boolean => key[0] === stream && key[1] === collection;

  function apply(change: Change): boolean {
    if (change.store !== 'rows') return false;
    const at = 'put' in change ? change.put.key : 'delete' in change ? change.delete : undefined;
    if (at) {
      const key = String(at[2]);
      const rows = isOurs(at) ? held.get(idOf(key)) : undefined;
      if (!rows) return false;
      written?.add(key);
      if ('put' in change) rows.set(key, change.put);
      else rows.delete(key);
      return true;
    }
    // Another history of the stream takes the place of all.
    forgetAll();
    return true;
  }

  function forgetAll(): void {
    for (const [id, rows] of held) {
      rows.clear();
      unread.add(id);
    }
  }

  async function read(): Promise<void> {
    while (unread.size > 0) {
      const ids = [...unread];
      unread.clear();
      written = new Set();
      const answers = await db.read(
        ids.map((id) => ({
          store: 'rows',
          prefix: [stream, collection],
          from: [stream, collection, id],
          to: [stream, collection, `${id}/\uffff`],
        })),
      );
      ids.forEach((id, i) => {
        for (const row of unread.has(id) ? [] : (answers[i] as readonly Stored[])) {
          const key = String(row.key[2]);
          if (!written?.has(key)) held.get(id)?.set(key, row);
        }
      });
    }
    written = undefined;
    changed();
  }

  function readOn(): void {
    if (written || unread.size === 0) return;
    read().catch((error: unknown) => {
      written = undefined;
      onError(error);
    });
  }

  const endLost = db.lost.subscribe(() => {
    forgetAll();
    readOn();
  });
  const end = db.feed.subscribe((changes) => {
    let isTouched = false;
    for (const change of changes) if (apply(change)) isTouched = true;
    if (isTouched) changed();
    readOn();
  });

  return {
    follow(ids) {
      const next = new Map<string, Map<string, Stored>>();
      for (const id of ids) {
        const rows = held.get(id);
        if (!rows) unread.add(id);
        next.set(id, rows ?? new Map());
      }
      for (const id of unread) if (!next.has(id)) unread.delete(id);
      held = next;
      readOn();
    },
    isReady: () => written === undefined && unread.size === 0,
    rowsOf: (id) => held.get(id)?.values() ?? [],
    close() {
      end();
      endLost();
    },
  };
}
