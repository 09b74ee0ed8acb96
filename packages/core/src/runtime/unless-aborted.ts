/**
 * A promise that `begin` settles, unless the signal is aborted first: then it rejects with the signal's reason. What
 * `begin` returns is called at the end, however it ends; no listener is left behind.
 */
export function unlessAborted<Done>(
  signal: AbortSignal,
  begin: (resolve: (value: Done | PromiseLike<Done>) => void, reject: (reason: unknown) => void) => () => void,
): Promise<Done> {
  let abort: () => void;
  let end: (() => void) | undefined;
  return new Promise<Done>((resolve, reject) => {
    signal.throwIfAborted();
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    end = begin(resolve, reject);
  }).finally(() => {
    signal.removeEventListener('abort', abort);
    end?.();
  });
}
