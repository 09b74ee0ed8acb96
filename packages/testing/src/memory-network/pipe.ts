import type { Random, Timers } from '@tidemark/core';
import { type Befallen, drawDelayMs, drawGarbage, type Faults, happens } from './faults.ts';

/** One direction of a connection. */
export interface Pipe {
  send(text: string): void;
  /** Runs `ended` at the other end, after every message sent before. Later messages are swallowed. */
  end(ended: () => void): void;
  /** Nothing arrives any more, neither messages nor the end; the sender is not told. */
  sever(): void;
  /** Handed over and not arrived. */
  unsentBytes(): number;
}

export interface PipeOptions {
  readonly timers: Timers;
  readonly elapsedMs: () => number;
  readonly random: Random;
  readonly faults: () => Faults;
  readonly deliver: (text: string) => void;
  /** Called after the pipe drew a cut and stopped carrying. */
  readonly cut: () => void;
  readonly befell: (what: Befallen) => void;
}

/** Creates a pipe that carries in order, each message after a delay of its own. */
export function createPipe(options: PipeOptions): Pipe {
  const { timers, elapsedMs, random, faults, deliver, cut, befell } = options;
  let unsentBytes = 0;
  let lastArrivalMs = 0;
  let isEnded = false;
  let isSevered = false;

  /** When a message sent now arrives: after its delay, and not before the one ahead of it. */
  function nextArrivalMs(): number {
    lastArrivalMs = Math.max(lastArrivalMs, elapsedMs() + drawDelayMs(faults().delayMs, random));
    return lastArrivalMs;
  }

  function carry(atMs: number, arrive: () => void): void {
    timers.set(atMs - elapsedMs(), () => {
      if (!isSevered) arrive();
    });
  }

  function mangle(text: string): string {
    const { truncateChance, garbageChance } = faults();
    if (happens(truncateChance, random)) {
      befell('truncate');
      return text.slice(0, Math.floor(random.fraction() * text.length));
    }
    if (!happens(garbageChance, random)) return text;
    befell('garbage');
    return drawGarbage(random);
  }

  return {
    send(text) {
      if (isEnded) return;
      const bytes = utf8Length(text);
      unsentBytes += bytes;
      if (isSevered) return;
      const { cutChance, dropChance, duplicateChance, reorderChance, delayMs } = faults();
      if (happens(cutChance, random)) {
        isSevered = true;
        befell('cut');
        // Neither end may learn of it inside its own call.
        timers.set(0, cut);
        return;
      }
      // One that is overtaken takes twice its delay and holds nobody up.
      const isLate = happens(reorderChance, random);
      const atMs = isLate ? elapsedMs() + 1 + 2 * drawDelayMs(delayMs, random) : nextArrivalMs();
      const copies = happens(dropChance, random) ? 0 : happens(duplicateChance, random) ? 2 : 1;
      const arriving = mangle(text);
      if (isLate) befell('reorder');
      if (copies !== 1) befell(copies === 0 ? 'drop' : 'duplicate');
      carry(atMs, () => {
        unsentBytes -= bytes;
        for (let copy = 0; copy < copies && !isSevered; copy++) deliver(arriving);
      });
    },
    end(ended) {
      if (isEnded) return;
      isEnded = true;
      carry(nextArrivalMs(), ended);
    },
    sever() {
      isSevered = true;
    },
    unsentBytes: () => unsentBytes,
  };
}

const ENCODER = new TextEncoder();

/** Most messages are ASCII, and encoding one to count its bytes takes longer than carrying it. */
function utf8Length(text: string): number {
  return /[\u0080-\uffff]/.test(text) ? ENCODER.encode(text).length : text.length;
}
