import type { ServerChild } from './server-child.ts';

/** What has become of the server. Times are those of the clock that was given. */
export type ServerState =
  | { readonly kind: 'up' }
  /** Killed on purpose; it is started again then. */
  | { readonly kind: 'killed'; readonly backAtMs: number }
  /** It is being started; `why` tells what went wrong the last time. */
  | { readonly kind: 'starting'; readonly why?: string | undefined }
  /** Given up, until `restart`. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'stopped' };

/** Keeps one server process alive, at one address, and kills it when asked to. */
export interface Supervisor {
  readonly url: string;
  readonly port: number;
  state(): ServerState;
  /** Calls back after each change of the state, until the returned function is called. */
  subscribe(changed: () => void): () => void;
  /** SIGKILL now, and a new start after that long. False, and nothing done, where it is not up. */
  kill(forMs: number): boolean;
  /** Begins again after it was given up. False where it was not. */
  restart(): boolean;
  /** Ends it in good order; what comes later changes nothing. Resolves when its process is gone. */
  stop(): Promise<void>;
}

export interface SupervisorPorts {
  /** Rejects with what the server said; ends a process that is still starting when the signal aborts. */
  readonly launch: (port: number, signal: AbortSignal) => Promise<ServerChild>;
  readonly now: () => number;
  /** Runs it later, unless the returned function is called before. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

/** Starts in a row that may fail, or end at once, before it is given up: a minute, where the port is taken. */
export const MAX_STARTS = 120;
const AGAIN_MS = 500;
/** Who lives that long has started well. */
const WELL_MS = 5_000;

/** Resolves when the server takes connections for the first time, on that port; rejects where it cannot. */
export async function supervise(port: number, { launch, now, after }: SupervisorPorts): Promise<Supervisor> {
  const ended = new AbortController();
  const listeners = new Set<() => void>();
  let child = await launch(port, ended.signal);
  let state: ServerState = { kind: 'up' };
  let starts = 1;
  let upSinceMs = now();
  let cancel = (): void => {};
  let starting: Promise<void> = Promise.resolve();
  const { url, port: taken } = child;

  function become(next: ServerState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function watch(watched: ServerChild): void {
    void watched.exited.then(() => {
      if (watched !== child || state.kind !== 'up') return;
      if (now() - upSinceMs >= WELL_MS) starts = 0;
      failed('The server ended by itself.');
    });
  }

  function failed(why: string): void {
    const isOver = starts >= MAX_STARTS;
    become({ kind: isOver ? 'failed' : 'starting', why });
    if (!isOver) cancel = after(AGAIN_MS, () => start(why));
  }

  function start(why?: string): void {
    starts += 1;
    become({ kind: 'starting', why });
    starting = launch(taken, ended.signal).then(
      (next) => {
        child = next;
        if (ended.signal.aborted) return child.stop();
        upSinceMs = now();
        watch(child);
        become({ kind: 'up' });
        return undefined;
      },
      (error: unknown) => {
        if (!ended.signal.aborted) failed(error instanceof Error ? error.message : String(error));
      },
    );
  }

  function begin(delayMs: number): void {
    starts = 0;
    cancel = after(delayMs, () => start());
  }

  watch(child);
  return {
    url,
    port: taken,
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    kill(forMs) {
      if (state.kind !== 'up') return false;
      const dying = child;
      become({ kind: 'killed', backAtMs: now() + forMs });
      dying.kill();
      // The next one finds neither its port nor its folder held.
      void dying.exited.then(() => {
        if (state.kind === 'killed') begin(Math.max(0, state.backAtMs - now()));
      });
      return true;
    },
    restart() {
      if (state.kind !== 'failed') return false;
      starts = 0;
      start();
      return true;
    },
    async stop() {
      const isUp = state.kind === 'up';
      if (state.kind !== 'stopped') become({ kind: 'stopped' });
      cancel();
      ended.abort();
      await starting;
      if (isUp) await child.stop();
      await child.exited;
    },
  };
}
