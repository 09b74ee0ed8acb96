import type { Socket } from 'node:net';

/** One direction of a proxied connection. */
export interface Carrier {
  /** Stops reading and forgets what waits; both sockets stay open. */
  stop(): void;
}

export interface CarryOptions {
  readonly from: Socket;
  readonly to: Socket;
  /** Asked for each piece. */
  readonly latencyMs: () => number;
  /** Bytes of the next piece of a chunk, at least 1. */
  readonly pieceBytes: () => number;
  /** Between one piece and the next at least; without it the network joins again what was sliced. */
  readonly gapMs: () => number;
  /** How long so many bytes take. */
  readonly durationMs: (bytes: number) => number;
  readonly carried: (bytes: number) => void;
}

interface Waiting {
  readonly atMs: number;
  readonly chunk: Buffer;
}

/** Bytes that may wait for their time before the sender is held back. */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Carries bytes in pieces, each late by its own latency and by the time its bytes take, in order, no faster than `to`
 * takes them; then the end.
 */
export function carry({ from, to, latencyMs, pieceBytes, gapMs, durationMs, carried }: CarryOptions): Carrier {
  const waiting: Waiting[] = [];
  let waitingBytes = 0;
  let lastAtMs = 0;
  let nextAtMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  let isStopped = false;

  function flush(): void {
    timer = undefined;
    for (let first = waiting[0]; first; first = waiting[0]) {
      const leftMs = Math.max(first.atMs, nextAtMs) - performance.now();
      if (leftMs > 0) {
        timer = setTimeout(flush, Math.ceil(leftMs));
        break;
      }
      waiting.shift();
      waitingBytes -= first.chunk.length;
      to.write(first.chunk);
      nextAtMs = performance.now() + gapMs();
      carried(first.chunk.length);
    }
    if (isEnded && waiting.length === 0) to.end();
    pace();
  }

  function pace(): void {
    if (isStopped || waitingBytes > MAX_WAITING_BYTES || to.writableNeedDrain) from.pause();
    else from.resume();
  }

  from.on('data', (chunk: Buffer) => {
    if (isStopped) return;
    for (let rest = chunk; rest.length > 0; ) {
      const piece = rest.subarray(0, pieceBytes());
      rest = rest.subarray(piece.length);
      lastAtMs = Math.max(lastAtMs, performance.now() + latencyMs()) + durationMs(piece.length);
      waiting.push({ atMs: lastAtMs, chunk: piece });
    }
    waitingBytes += chunk.length;
    if (timer === undefined) flush();
    else pace();
  });
  from.on('end', () => {
    if (isStopped) return;
    isEnded = true;
    if (timer === undefined) flush();
  });
  to.on('drain', pace);

  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
      waiting.length = 0;
      pace();
    },
  };
}
