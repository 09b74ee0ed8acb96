import { createFeed, type Feed, type FeedSource } from '../runtime/feed.ts';
import { type CommitOptions, createCommitQueue, type Relieve } from './commit-queue.ts';
import { migrate, type Schema } from './migrate.ts';
import { SCHEMA, STORES } from './schema.ts';
import type { Change, GetRead, RangeRead, Read, StorageAdapter, Stored } from './storage-adapter.ts';

/** Tells what each commit changed: after the commit, in commit order. */
export type ChangeFeed = Feed<readonly Change[]>;

/** The device's database: every read and every write of the core goes through here. */
export interface LocalDb {
  read(requests: readonly Read[]): Promise<readonly unknown[]>;
  get(store: string, keys: GetRead['get']): Promise<readonly (Stored | undefined)[]>;
  range(request: RangeRead): Promise<readonly Stored[]>;
  /** See `CommitQueue.commit`. */
  commit(changes: readonly Change[], options?: CommitOptions): Promise<void>;
  readonly feed: ChangeFeed;
  /** Somebody else wrote and it is not known what: whoever keeps rows in memory reads them again. */
  readonly lost: FeedSource<void>;
  /** Tells the error of each write that the storage refused, which its writer gets, too. */
  readonly refusals: Feed<unknown>;
  /** Bytes in use; absent where the storage does not tell. */
  readonly usage?: StorageAdapter['usage'];
  /** Who makes room when the storage is full; nobody before this was called. */
  whenFull(relieve: Relieve): void;
  close(): Promise<void>;
}

/** Opens the database, brings an older one up to date, and refuses a newer one with `storage/version`, data kept. */
export async function openLocalDb(
  adapter: StorageAdapter,
  onStale: () => void,
  schema: Schema = SCHEMA,
): Promise<LocalDb> {
  return (await openAndRead(adapter, onStale, [], schema)).db;
}

/** Opens as `openLocalDb` does, and reads in the same look: where storage is far away, each is a way there and back. */
export async function openAndRead(
  adapter: StorageAdapter,
  onStale: () => void,
  reads: readonly Read[],
  schema: Schema = SCHEMA,
): Promise<{ readonly db: LocalDb; readonly answers: readonly unknown[] }> {
  await adapter.open({ name: 'tidemark', stores: STORES, onStale });
  const feed = createFeed<readonly Change[]>();
  const refusals = createFeed<unknown>();
  let relieve: Relieve = async () => false;
  const queue = createCommitQueue(adapter, feed.emit, undefined, (commitNow) => relieve(commitNow), refusals.emit);
  const db: LocalDb = {
    read: (requests) => adapter.read(requests),
    async get(store, keys) {
      const [rows] = await adapter.read([{ store, get: keys }]);
      return rows as readonly (Stored | undefined)[];
    },
    async range(request) {
      const [rows] = await adapter.read([request]);
      return rows as readonly Stored[];
    },
    commit: queue.commit,
    feed,
    lost: createFeed<void>(),
    refusals,
    ...(adapter.usage && { usage: () => (adapter.usage as NonNullable<typeof adapter.usage>)() }),
    whenFull(next) {
      relieve = next;
    },
    async close() {
      await queue.idle();
      await adapter.close();
    },
  };
  try {
    return { db, answers: await migrate(adapter, schema, reads) };
  } catch (error) {
    await adapter.close();
    throw error;
  }
}
