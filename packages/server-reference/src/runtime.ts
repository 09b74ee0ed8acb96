/** Everything the server's core asks of the world besides the log and the sockets. Inject your own to simulate. */
export interface Runtime {
  /** Milliseconds since 1970; may jump in both directions. */
  now(): number;
  /** Milliseconds since some start; never falls. */
  monotonicMs(): number;
  /** Runs once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
  /** Runs once after the input of this turn of the event loop has been read. */
  nextTurn(run: () => void): void;
  /** Random bytes fit for ids and keys. */
  randomBytes(count: number): Uint8Array;
}

/** The process's own clock, timers and chance. */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  nextTurn: (run) => {
    setImmediate(run);
  },
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

/** An opaque id: 128 random bits. */
export function randomId(runtime: Pick<Runtime, 'randomBytes'>): string {
  const text = btoa(String.fromCharCode(...runtime.randomBytes(16)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
