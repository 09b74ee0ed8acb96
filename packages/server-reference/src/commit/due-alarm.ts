import type { Log } from '../log/log.ts';
import type { Runtime } from '../runtime.ts';
import type { Command } from './command.ts';
import type { ServerTime } from './server-time.ts';

/** One alarm for whatever is due next, of all streams: nothing is looked for before its time. */
export interface DueAlarm {
  /** Something is to be done at a server time. */
  noted(dueAt: number): void;
  stop(): void;
}

export interface DueAlarmOptions {
  readonly log: Pick<Log, 'due'>;
  readonly runtime: Pick<Runtime, 'now' | 'after'>;
  readonly time: ServerTime;
  readonly enqueue: (command: Command) => void;
  /** What is due could not be looked up. */
  readonly failed: (error: unknown) => void;
}

/** The wall clock may be set while we wait, and a timer of the host ends after 24 days: look at the time again. */
const LONGEST_WAIT_MS = 3_600_000;
/** After a sweep that could not be stored. */
const RETRY_MS = 10_000;

/** Begins with what the log holds: what fell due while no server ran is done at once. */
export function createDueAlarm({ log, runtime, time, enqueue, failed }: DueAlarmOptions): DueAlarm {
  let armed: { readonly dueAt: number; readonly cancel: () => void } | undefined;
  let isStopped = false;

  const waitMs = (dueAt: number): number =>
    time.now() >= dueAt ? 0 : Math.min(Math.max(1, dueAt - runtime.now()), LONGEST_WAIT_MS);

  const arm = (dueAt: number, delayMs = waitMs(dueAt)): void => {
    if (isStopped || (armed !== undefined && armed.dueAt <= dueAt)) return;
    armed?.cancel();
    armed = { dueAt, cancel: runtime.after(delayMs, () => ring(dueAt)) };
  };

  const ring = (dueAt: number): void => {
    armed = undefined;
    if (time.now() < dueAt) arm(dueAt);
    else enqueue({ kind: 'sweep', done: (error) => (error === undefined ? void lookUp() : arm(dueAt, RETRY_MS)) });
  };

  const lookUp = async (): Promise<void> => {
    try {
      const [next] = await log.due(Number.MAX_SAFE_INTEGER, 1);
      if (next?.dueAt !== undefined) arm(next.dueAt);
    } catch (error) {
      if (isStopped) return;
      failed(error);
      arm(time.now(), RETRY_MS);
    }
  };

  void lookUp();
  return {
    noted: (dueAt) => arm(dueAt),
    stop: () => {
      isStopped = true;
      armed?.cancel();
    },
  };
}
