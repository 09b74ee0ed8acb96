import type { Limits, Op } from '@tidemark/protocol';
import { build, createFakeRuntime, createFakeTimers } from '@tidemark/testing';
import { openLocalDb } from '../local-db/local-db.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { createDrain } from '../outbox/drain.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { type PendingOp, putOf } from '../outbox/pending-op.ts';
import { watchedStorage } from './watched-storage.ts';

const UNPACED = { perSecond: 0, burst: 1 };

/** A drain over watched storage and virtual time, with these ops already stored. */
export async function drainBench(stored: readonly PendingOp[], { skipFailed = false, pace = UNPACED } = {}) {
  const timers = createFakeTimers();
  const { clock, random } = createFakeRuntime({ timers, seed: 1 });
  const storage = watchedStorage();
  const db = await openLocalDb(storage, () => {});
  await db.commit(stored.map(putOf));
  storage.commits.length = 0;
  const outbox = createOutbox(stored);
  const failures: unknown[] = [];
  const backoff = { baseMs: 1000, maxMs: 60_000 };
  const failed = (error: unknown) => failures.push(error);
  const drain = createDrain({ outbox, db, clock, timers, random, backoff, skipFailed, pace, failed });
  const pushes: (readonly Op[])[] = [];
  return {
    timers,
    storage,
    db,
    outbox,
    drain,
    failures,
    pushes,
    /** The numbers of the ops of each push so far. */
    pushed: () => pushes.map((ops) => ops.map(({ opId }) => Number.parseInt(opId.slice(-4), 16))),
    attach(limits: Partial<Limits> = {}) {
      drain.attach({ limits: { ...build.welcome().limits, ...limits }, push: (ops) => pushes.push(ops) });
    },
    rows: (): Promise<readonly Stored[]> => db.range({ store: 'outbox' }),
  };
}
