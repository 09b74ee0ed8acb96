import type { Row } from '@tidemark/protocol';
import { WINDOW } from '../ours/rounds.ts';

/**
 * What a good engineer would write for one app on bare IndexedDB: a row a message, an index where one is looked up, one
 * transaction a write with relaxed durability and an explicit `commit()`, newest first without a cursor. It does not:
 * tell holes from ends, reopen when the handle dies, see that the database was deleted, tell subscribers by what
 * changed, guard against another tab or carry other collections.
 */
export interface FloorRow {
  readonly conversation: string;
  readonly ord: number;
  readonly id: string;
  readonly author: string;
  readonly at: number;
  readonly status: number;
  readonly body: unknown;
}

export interface FloorConversation {
  readonly id: string;
  readonly title: string;
  readonly at: number;
  readonly cursor: number;
  readonly last?: unknown;
  readonly unread: number;
}

/** Newest first in one request, where Chromium has it; TypeScript does not know it yet. */
type NewestFirst = (options: { query?: IDBKeyRange; count: number; direction: 'prev' }) => IDBRequest<unknown[]>;

export async function openFloor(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    const db = request.result;
    db.createObjectStore('message', { keyPath: ['conversation', 'ord'] }).createIndex('id', 'id', { unique: true });
    db.createObjectStore('conversation', { keyPath: 'id' }).createIndex('at', 'at');
    db.createObjectStore('outbox', { keyPath: ['conversation', 'n'] });
  };
  return answered(request);
}

export function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** One transaction, committed as soon as everything is asked for. */
export function write(db: IDBDatabase, stores: string | string[], act: (tx: IDBTransaction) => void): Promise<void> {
  const transaction = db.transaction(stores, 'readwrite', { durability: 'relaxed' });
  act(transaction);
  transaction.commit();
  return completed(transaction);
}

export function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

export function rowOf(conversation: string, { ord = 0, key, author, at, body }: Row): FloorRow {
  return { conversation, ord, id: key, author, at, status: 0, body };
}

export async function readNewest(db: IDBDatabase, conversation: string): Promise<readonly FloorRow[]> {
  const store = db.transaction('message', 'readonly').objectStore('message');
  const query = IDBKeyRange.bound([conversation], [conversation, []]);
  const rows = await answered(newestFirst(store)({ query, count: WINDOW, direction: 'prev' }));
  return (rows as FloorRow[]).reverse();
}

export function readList(db: IDBDatabase): Promise<readonly unknown[]> {
  const index = db.transaction('conversation', 'readonly').objectStore('conversation').index('at');
  return answered(newestFirst(index)({ count: 100, direction: 'prev' }));
}

export function readUnsent(db: IDBDatabase): Promise<readonly unknown[]> {
  return answered(db.transaction('outbox', 'readonly').objectStore('outbox').getAll());
}

function newestFirst(source: IDBObjectStore | IDBIndex): NewestFirst {
  return (source.getAll as unknown as NewestFirst).bind(source);
}
