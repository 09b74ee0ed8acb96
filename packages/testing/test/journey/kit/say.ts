import { writeSync } from 'node:fs';

const cell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes a value as a line of JSON and waits until it is out, however slow the reader is, so that a kill loses none.
 * `process.stdout` gives no such promise: what a full pipe does not take it keeps in memory.
 */
export function say(value: unknown): void {
  let rest = Buffer.from(`${JSON.stringify(value)}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(cell, 0, 0, 1);
    }
  }
}
