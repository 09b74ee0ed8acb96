import type { Locks } from '../runtime/locks.ts';
import { sleep } from '../runtime/sleep.ts';
import type { Timers } from '../runtime/timers.ts';

/**
 * A tab that waits to lead, leads, and waits again:
 *
 *   waiting ──lock granted──▶ leading ──robbed · deposed · yields · fails──▶ waiting
 *      └──take over (the lock is stolen)──▲
 *
 * The lock says who should lead; the lease, taken in `lead`, makes sure that nobody else writes.
 */
export interface Candidate {
  /** Waits and leads until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Leads at once, whoever does. Nothing where this tab leads already. */
  takeOver(): void;
  /** Stops to lead, and waits again. */
  stepDown(): void;
}

export interface CandidateOptions {
  readonly locks: Locks;
  readonly name: string;
  readonly timers: Timers;
  /** Leads until the signal aborts. */
  readonly lead: (signal: AbortSignal) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** After a failure to lead: the storage may be gone for a moment. */
const RETRY_MS = 1_000;

export function createCandidate({ locks, name, timers, lead, onError }: CandidateOptions): Candidate {
  let term: AbortController | undefined;
  let ended: AbortSignal | undefined;
  let stolen: Promise<void> | undefined;
  let wasHeld = false;

  /** Runs while the lock is held; that it was taken away is told to its request alone. */
  async function hold(signal: AbortSignal): Promise<void> {
    const own = new AbortController();
    wasHeld = true;
    term = own;
    try {
      await lead(AbortSignal.any([signal, own.signal]));
    } catch (error) {
      if (signal.aborted || own.signal.aborted) return;
      onError(error);
      await sleep(timers, RETRY_MS, AbortSignal.any([signal, own.signal])).catch(() => {});
    } finally {
      if (term === own) term = undefined;
    }
  }

  function stepDown(): void {
    term?.abort(new Error('stepped down'));
  }

  return {
    async run(signal) {
      ended = signal;
      while (!signal.aborted) {
        wasHeld = false;
        await locks.request(name, signal, () => hold(signal)).catch(stepDown);
        // The host gives no locks, at the moment or at all: a page in a sandbox.
        if (!wasHeld) await sleep(timers, RETRY_MS, signal).catch(() => {});
      }
      await stolen;
    },
    takeOver() {
      const signal = ended;
      if (!signal || signal.aborted || term) return;
      stolen = locks.steal(name, () => hold(signal)).catch(stepDown);
    },
    stepDown,
  };
}
