/** One line that tells how far a long run is: rewritten on a terminal, elsewhere a line of its own from time to time. */
export interface Progress {
  tell(text: string): void;
  /** A line that stays. */
  note(text: string): void;
  end(): void;
}

/** What of a stream it takes to write there. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const ON_TERMINAL_MS = 200;
/** A log is read afterwards, or by somebody who waits. */
const IN_LOG_MS = 10_000;
const CLEAR = '\r\x1b[K';

export function createProgress(out: Terminal, nowMs: () => number = () => performance.now()): Progress {
  const isTerminal = out.isTTY === true;
  const everyMs = isTerminal ? ON_TERMINAL_MS : IN_LOG_MS;
  // A run that ends before the first line is due says nothing in a log.
  let toldMs = isTerminal ? Number.NEGATIVE_INFINITY : nowMs();
  return {
    tell(text) {
      if (nowMs() - toldMs < everyMs) return;
      toldMs = nowMs();
      out.write(isTerminal ? `${CLEAR}${text.slice(0, (out.columns ?? 80) - 1)}` : `${text}\n`);
    },
    note: (text) => void out.write(`${isTerminal ? CLEAR : ''}${text}\n`),
    end: () => void (isTerminal && out.write(CLEAR)),
  };
}
