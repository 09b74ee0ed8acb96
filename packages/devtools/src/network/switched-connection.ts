import { type Connection, closeError, createFrameQueue, type Random, type Timers, toMessageText } from '@tidemark/core';
import type { ClientFrame, ServerFrame } from '@tidemark/protocol';
import { createLateLine } from './late-line.ts';
import type { NetworkState } from './network-state.ts';
import { createPairSwap } from './pair-swap.ts';

export interface SwitchedConnection {
  readonly connection: Connection;
  /** Breaks it, as a network does: what is under way is lost, and reading it throws `transport/failed`. */
  cut(): void;
}

export interface Switched {
  readonly inner: Connection;
  readonly signal: AbortSignal;
  readonly state: () => NetworkState;
  readonly timers: Timers;
  readonly random: Random;
  /** It is over, however it ended. */
  readonly ended: () => void;
}

/** How a connection ends that nobody closed. */
const BROKEN = 1006;

/**
 * A connection over a network that does what the state of the moment says:
 *
 *   inner ─▶ loss ─▶ results lost ─▶ pairs turned round ─▶ twice ─▶ late ─▶ read
 */
export function switchedConnection(options: Switched): SwitchedConnection {
  const { inner, signal, state, timers, random, ended } = options;
  const queue = createFrameQueue<readonly ServerFrame[]>({ left: () => close() });
  const up = createLateLine(timers);
  const down = createLateLine(timers);
  const swap = createPairSwap(timers, repeat);
  let lateBytes = 0;
  let isOver = false;
  /** A message was lost: nothing that follows it gets through. */
  let isLost = false;

  function finish(): boolean {
    if (isOver) return false;
    isOver = true;
    signal.removeEventListener('abort', abort);
    up.clear();
    down.clear();
    swap.clear();
    ended();
    return true;
  }

  function close(code?: number, reason?: string): void {
    queue.drop();
    up.flush();
    if (finish()) inner.close(code, reason);
  }

  function cut(): void {
    if (!finish()) return;
    queue.fail(closeError(BROKEN, 'the network was switched'));
    inner.close();
  }

  const breaks = (): boolean => state().loss > 0 && random.fraction() < state().loss;

  function send(frames: readonly ClientFrame[]): void {
    if (!isOver && breaks()) {
      isLost = true;
      // Nobody learns of it inside a call of theirs.
      queueMicrotask(cut);
    }
    if (isLost && !isOver) return;
    const { delayMs } = state();
    if (isOver || (delayMs === 0 && lateBytes === 0)) {
      inner.send(frames);
      return;
    }
    const bytes = toMessageText(frames).length;
    lateBytes += bytes;
    up.add(delayMs, () => {
      lateBytes -= bytes;
      try {
        inner.send(frames);
      } catch {
        // It ended meanwhile, and reading it says how.
      }
    });
  }

  function arrive(frames: readonly ServerFrame[]): void {
    if (isOver || isLost) return;
    if (breaks()) {
      isLost = true;
      down.add(state().delayMs, cut);
      return;
    }
    const lost = state().dropResults ? frames.findIndex(isResults) : -1;
    turn(lost === -1 ? frames : frames.slice(0, lost));
    if (lost === -1) return;
    isLost = true;
    swap.flush();
    down.add(state().delayMs, cut);
  }

  function turn(frames: readonly ServerFrame[]): void {
    if (state().reorder && !frames.some(isWelcome)) swap.take(frames);
    else {
      swap.flush();
      // What is lost with the rest of its message leaves no empty one behind.
      if (frames.length > 0 || !isLost) repeat(frames);
    }
  }

  function repeat(frames: readonly ServerFrame[]): void {
    const { duplicate, delayMs } = state();
    const copies = duplicate && !frames.some(isWelcome) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      down.add(delayMs, () => {
        if (!queue.push(frames)) close();
      });
    }
  }

  async function read(): Promise<void> {
    let fail: (() => void) | undefined;
    try {
      for await (const frames of inner) arrive(frames);
    } catch (error) {
      fail = () => queue.fail(error);
    }
    if (isOver || isLost) return;
    swap.flush();
    down.add(state().delayMs, () => {
      if (finish()) (fail ?? queue.end)();
    });
  }

  const abort = (): void => close();
  signal.addEventListener('abort', abort);
  void read();

  return {
    cut,
    connection: {
      get bufferedBytes() {
        return inner.bufferedBytes + lateBytes;
      },
      send,
      close,
      [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
    },
  };
}

// Nobody judged these yet: anything may have come.
const isResults = (frame: ServerFrame | null): boolean => frame?.type === 'results';
/** It opens the session: before it there is nothing to turn round, and twice it is no session. */
const isWelcome = (frame: ServerFrame | null): boolean => frame?.type === 'welcome';
