import type { Context } from '../context.ts';

/** The times a connection is held to. Cheap to reset: hearing something only notes when. */
export interface Watch {
  heard(): void;
  /** The hello was good: silence counts from now on, and the token's end. */
  opened(expiresAtMs: number | undefined): void;
  stop(): void;
}

interface Missed {
  readonly late: () => void;
  readonly silent: () => void;
  readonly expired: () => void;
}

/** Timers overflow at 2^31 ms. */
const LONGEST_MS = 86_400_000;

export function createWatch({ runtime, limits }: Pick<Context, 'runtime' | 'limits'>, missed: Missed): Watch {
  const silenceMs = limits.heartbeatMs * 2;
  let heardAt = runtime.monotonicMs();
  let cancelExpiry = (): void => {};
  let cancel = runtime.after(limits.helloMs, missed.late);

  const watchSilence = (): void => {
    const leftMs = heardAt + silenceMs - runtime.monotonicMs();
    if (leftMs <= 0) missed.silent();
    else cancel = runtime.after(leftMs, watchSilence);
  };

  const watchExpiry = (expiresAtMs: number): void => {
    const leftMs = expiresAtMs - runtime.now();
    if (leftMs <= 0) missed.expired();
    else cancelExpiry = runtime.after(Math.min(leftMs, LONGEST_MS), () => watchExpiry(expiresAtMs));
  };

  return {
    heard: () => {
      heardAt = runtime.monotonicMs();
    },
    opened: (expiresAtMs) => {
      cancel();
      heardAt = runtime.monotonicMs();
      watchSilence();
      if (expiresAtMs !== undefined) watchExpiry(expiresAtMs);
    },
    stop: () => {
      cancel();
      cancelExpiry();
    },
  };
}
