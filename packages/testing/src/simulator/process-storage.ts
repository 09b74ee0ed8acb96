import type { Change, OpenSpec, StorageAdapter, Timers } from '@tidemark/core';
import { TidemarkError } from '@tidemark/protocol';
import type { Disk } from './disk.ts';
import { readBack } from './read-back.ts';
import type { SimProcess } from './sim-process.ts';

export type RefusalCode = 'storage/quota-exceeded' | 'storage/closed' | 'storage/unavailable';

/** What is wrong with a device's storage at present; steps of the plan set it, the storage uses it up. */
export interface StorageTrouble {
  /** What a call takes. */
  delayMs: () => number;
  /** What reads are late by, beyond it: commits and other reads overtake them. Absent: nothing. */
  lateMs?: (() => number) | undefined;
  /**
   * The process dies at its nth commit from now, of this store if one is named; `during`: so many microtasks after the
   * storage was asked for it.
   */
  death?:
    | {
        commits: number;
        readonly when: 'before' | 'during' | 'after';
        readonly ticks: number;
        readonly store?: string | undefined;
      }
    | undefined;
  /** The next commits are refused. */
  refusal?: { commits: number; readonly code: RefusalCode } | undefined;
}

export interface ProcessStorageOptions {
  readonly disk: Disk;
  readonly process: SimProcess;
  readonly timers: Timers;
  readonly trouble: StorageTrouble;
  /** Called right after a commit took effect, whether or not the process will hear of it. */
  readonly committed: (changes: readonly Change[]) => void;
  readonly refused: () => void;
  /** What was opened is not what was committed. */
  readonly torn: (difference: string) => void;
  readonly measured: (bytes: number) => void;
  readonly befell: (what: 'die-before-commit' | 'die-during-commit' | 'die-after-commit' | RefusalCode) => void;
}

/** A disk as one process sees it. */
export interface ProcessStorage extends StorageAdapter {
  /** Calls that the process has had no answer to yet. */
  callCount(): number;
}

/** Calls take their time, in order, and commits fail as the plan says. */
export function processStorage(options: ProcessStorageOptions): ProcessStorage {
  const { disk, process, timers, trouble, committed, befell } = options;
  const { storage } = disk;
  let queue: Promise<unknown> | undefined;
  let waiting = 0;
  let calls = 0;

  /** Calls reach the disk one after the other, and their answers reach the process while it lives. */
  function reach<Value>(act: () => Promise<Value>): Promise<Value> {
    if (!process.isAlive()) return new Promise(() => {});
    calls++;
    const delayMs = trouble.delayMs();
    if (delayMs === 0 && waiting === 0) return answered(act());
    waiting++;
    const delayed = (queue ?? Promise.resolve()).then(
      () => new Promise<void>((resolve) => timers.set(delayMs, resolve)),
    );
    queue = delayed.then(() => {
      waiting--;
    });
    return answered(delayed.then(() => (process.isAlive() ? act() : new Promise<Value>(() => {}))));
  }

  function answered<Value>(promise: Promise<Value>): Promise<Value> {
    const done = (): void => {
      calls--;
    };
    const answer = process.settle(promise);
    answer.then(done, done);
    return answer;
  }

  async function usage() {
    const found = (await storage.usage?.()) ?? { bytes: bytesOf(disk) };
    options.measured(found.bytes);
    return found;
  }

  async function commit(...request: Parameters<StorageAdapter['commit']>): Promise<boolean> {
    const { death, refusal } = trouble;
    if (refusal !== undefined && refusal.commits > 0) {
      refusal.commits--;
      befell(refusal.code);
      options.refused();
      throw refused(refusal.code);
    }
    const dies = death !== undefined && isMeant(request[0], death.store) && --death.commits <= 0;
    if (dies) trouble.death = undefined;
    if (dies && death.when === 'before') {
      befell('die-before-commit');
      process.die();
      return new Promise(() => {});
    }
    const done = storage.commit(...request).then((isDone) => {
      disk.doubtful = undefined;
      if (isDone) {
        disk.note(request[0]);
        committed(request[0]);
      }
      return isDone;
    });
    if (dies && death.when === 'during') {
      befell('die-during-commit');
      disk.doubtful = request[0];
      // It ends with the process, or is done all the same: either way nobody waits for it.
      done.catch(() => undefined);
      for (let n = 0; n < death.ticks; n++) await undefined;
      process.die();
      return new Promise(() => {});
    }
    const isDone = await done;
    if (dies) {
      befell('die-after-commit');
      process.die();
    }
    return isDone;
  }

  /** What was found is of the moment it was looked for, also where it is told later. */
  async function read(...request: Parameters<StorageAdapter['read']>): Promise<readonly unknown[]> {
    const found = await storage.read(...request);
    const { lateMs } = trouble;
    if (lateMs) await new Promise<void>((resolve) => timers.set(lateMs(), resolve));
    return found;
  }

  async function open(spec: OpenSpec): Promise<void> {
    await storage.open(spec);
    const { doubtful } = disk;
    disk.doubtful = undefined;
    let difference = await readBack(storage, spec.stores, disk.view);
    if (difference !== undefined && doubtful) {
      disk.note(doubtful);
      committed(doubtful);
      difference = await readBack(storage, spec.stores, disk.view);
    }
    if (difference !== undefined) options.torn(difference);
  }

  return {
    capabilities: storage.capabilities,
    callCount: () => calls,
    open: (spec) => reach(() => open(spec)),
    read: (requests) => reach(() => read(requests)),
    commit: (...request) => reach(() => commit(...request)),
    usage: () => reach(usage),
    close: () => reach(() => storage.close()),
    destroy: () => reach(() => storage.destroy()),
  };
}

const isMeant = (changes: readonly Change[], store: string | undefined): boolean =>
  store === undefined || changes.some((change) => change.store === store);

/** What memory storage takes for one message, roughly. */
export const MESSAGE_BYTES = 200;

/** What memory storage would take on a disk: the messages decide. */
export function bytesOf({ view }: Disk): number {
  let messages = 0;
  for (const held of view.messages.values()) messages += held.size;
  return messages * MESSAGE_BYTES;
}

function refused(code: RefusalCode): TidemarkError {
  const details = { name: 'simulated', limitBytes: 0, usedBytes: 0, where: 'simulated' };
  return new TidemarkError(code, 'Refused, as the plan says.', details as never, { retryable: true });
}
