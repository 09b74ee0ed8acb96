/** Lets everything that only waits for promises come to rest. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
