import { TidemarkError } from '@tidemark/protocol';
import { reportUncaught } from '../runtime/report-error.ts';
import type { Change, Durability, Guard, StorageAdapter } from './storage-adapter.ts';

/**
 * Group commit: whatever is asked for in one microtask turn, and while a commit is under way, becomes the next commit.
 * One promise and one transaction a batch, however many rows.
 */
export interface CommitQueue {
  /** Resolves once durable and told to the feed. Rejects with the adapter's error; then nothing of it was kept. */
  commit(changes: readonly Change[], options?: CommitOptions): Promise<void>;
  /** Resolves when everything asked for so far is done, well or badly. */
  idle(): Promise<void>;
}

export interface CommitOptions {
  readonly durability?: Durability | undefined;
  /** What must hold at the commit; where it does not, nothing is changed and the writer gets `storage/raced`. */
  readonly guard?: Guard | undefined;
  /**
   * Runs right after the commit and before the feed tells of it: the place to bring memory in step. What it throws is
   * reported, since the commit is durable whatever happens here.
   */
  readonly committed?: (() => void) | undefined;
}

/**
 * Asked when the storage is full: makes room by commits that pass everything waiting, and resolves whether it made any.
 * Then what was refused is tried once more. Must not wait for the queue, which waits for it.
 */
export type Relieve = (commitNow: CommitQueue['commit']) => Promise<boolean>;

interface Entry extends CommitOptions {
  readonly changes: readonly Change[];
}

interface Batch {
  readonly entries: Entry[];
  readonly done: Promise<void>;
  readonly resolve: () => void;
}

export function createCommitQueue(
  adapter: StorageAdapter,
  emit: (changes: readonly Change[]) => void,
  report: (error: unknown) => void = reportUncaught,
  relieve: Relieve = async () => false,
  refused: (error: unknown) => void = () => {},
): CommitQueue {
  let next: Batch | undefined;
  let running: Promise<void> | undefined;

  const failures = new WeakMap<Entry, unknown>();

  function fail(entry: Entry, error: unknown): void {
    failures.set(entry, error);
    refused(error);
  }

  async function runBatch(batch: Batch): Promise<void> {
    const { entries } = batch;
    try {
      await applyOrMakeRoom(entries);
    } catch (error) {
      if (entries.length === 1) fail(entries[0] as Entry, error);
      // One writer's failure must not fail its neighbours: commit them one by one.
      else for (const entry of entries) await apply([entry]).catch((cause: unknown) => fail(entry, cause));
    }
    batch.resolve();
  }

  /** Nothing that waits is tried before this has its end: the order of writes is kept. */
  async function applyOrMakeRoom(entries: readonly Entry[]): Promise<void> {
    try {
      await apply(entries);
    } catch (error) {
      const commitNow: CommitQueue['commit'] = (changes, options = {}) => apply([{ changes, ...options }]);
      if (!TidemarkError.is(error, 'storage/quota-exceeded') || !(await relieve(commitNow))) throw error;
      await apply(entries);
    }
  }

  async function apply(entries: readonly Entry[]): Promise<void> {
    const changes = entries.length === 1 ? (entries[0] as Entry).changes : entries.flatMap((entry) => entry.changes);
    const durability = entries.some((entry) => entry.durability === 'strict') ? 'strict' : 'relaxed';
    const guards = new Set(entries.flatMap(({ guard }) => guard ?? []));
    if (!(await adapter.commit(changes, [...guards], durability))) throw raced();
    for (const entry of entries) tellCommitted(entry);
    emit(changes);
  }

  function tellCommitted({ committed }: CommitOptions): void {
    try {
      committed?.();
    } catch (error) {
      report(error);
    }
  }

  async function runAll(): Promise<void> {
    // The turn in which the first write was asked for ends first, so that its siblings share the commit.
    await undefined;
    while (next) {
      const batch = next;
      next = undefined;
      await runBatch(batch);
    }
    running = undefined;
  }

  function raced(): TidemarkError {
    return new TidemarkError('storage/raced', 'Another tab wrote first, so nothing was changed: read again', {});
  }

  return {
    async commit(changes, options = {}) {
      if (changes.length === 0) {
        tellCommitted(options);
        return;
      }
      if (!next) {
        let resolve = (): void => {};
        const done = new Promise<void>((resolved) => {
          resolve = resolved;
        });
        next = { entries: [], done, resolve };
      }
      const entry: Entry = { changes, ...options };
      const { done } = next;
      next.entries.push(entry);
      running ??= runAll();
      await done;
      if (failures.has(entry)) throw failures.get(entry);
    },
    async idle() {
      await running;
    },
  };
}
