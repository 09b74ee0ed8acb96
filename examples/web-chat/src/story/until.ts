import type { Observed } from '@tidemark/core';

/** The first value that holds. Ends the observation. Rejects with the signal's reason. */
export async function until<Value>(
  observed: Observed<Value>,
  holds: (value: Value) => boolean,
  signal: AbortSignal,
): Promise<Value> {
  const [found] = await untilAll([observed], ([value]) => value !== undefined && holds(value), signal);
  return found as Value;
}

/** The first values that hold together; undefined where one has not been read yet. Ends the observations. */
export function untilAll<Value>(
  observed: readonly Observed<Value>[],
  holds: (values: readonly (Value | undefined)[]) => boolean,
  signal: AbortSignal,
): Promise<readonly (Value | undefined)[]> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      signal.removeEventListener('abort', abort);
      for (const one of observed) one.close();
      end();
    };
    const abort = (): void => finish(() => reject(signal.reason));
    const look = (): void => {
      const values = observed.map((one) => one.getSnapshot());
      if (holds(values)) finish(() => resolve(values));
    };
    signal.addEventListener('abort', abort);
    for (const one of observed) one.subscribe(look);
    if (signal.aborted) abort();
    else look();
  });
}
