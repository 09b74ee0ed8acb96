import { TidemarkError } from '@tidemark/protocol';
import type { Observed } from '../observe/observed.ts';
import { type OutboxEntry, observeOutbox, observeUnsynced, type Unsynced } from '../observe/outbox-list.ts';
import { isOpen, isUnsent, type PendingOp, putOf } from '../outbox/pending-op.ts';
import { takeBack } from '../write/take-back.ts';
import { unlessRaced } from '../write/unless-raced.ts';
import type { Engine } from './engine.ts';

export interface OutboxView {
  observe(): Observed<readonly OutboxEntry[]>;
  /** Whether anything is not at the server yet, and how much; cheap, however much it is. */
  observeUnsynced(): Observed<Unsynced>;
  /** Tries again now: one op, or everything that failed or waits. */
  retry(opId?: string): Promise<void>;
  /**
   * Takes back an op that was never pushed, or that failed; with a message, what was written about it. Rejects with
   * `outbox/not-cancellable` otherwise.
   */
  cancel(opId: string): Promise<void>;
}

export function createOutboxView({ db, outbox, drain, loop, sources, runtime, refresh }: Engine): OutboxView {
  async function retry(opId: string | undefined): Promise<void> {
    const one = opId === undefined ? undefined : outbox.get(opId);
    const ops = opId === undefined ? [...outbox.all()] : one ? [one] : [];
    const failed = ops.filter((pending) => !isOpen(pending));
    const retried = failed.map(({ op }) => outbox.move(op.opId, { kind: 'retried' }) as PendingOp);
    outbox.clearDelays();
    await db.commit(retried.map(putOf));
    loop.wake();
    drain.wake();
  }

  async function cancel(opId: string): Promise<void> {
    const pending = outbox.get(opId);
    if (!pending || (isOpen(pending) && !isUnsent(pending))) {
      const status = pending?.state.kind ?? 'gone';
      const message = `The op is ${status}: only what was not pushed yet, or failed, can be taken back`;
      throw new TidemarkError('outbox/not-cancellable', message, { opId, status });
    }
    await takeBack({ db, outbox, drain }, pending);
  }

  return {
    observe: () => observeOutbox(sources, runtime.clock.monotonicMs),
    observeUnsynced: () => observeUnsynced(sources),
    retry: (opId) => unlessRaced(refresh, () => retry(opId)),
    cancel: (opId) => unlessRaced(refresh, () => cancel(opId)),
  };
}
