import { expect } from 'vitest';

/** Looks again and again until it is so. */
export function soon(read: () => unknown): ReturnType<typeof expect.poll> {
  return expect.poll(read, { interval: 5 });
}
