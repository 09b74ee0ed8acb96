/**
 * One end of a channel between threads, as far as storage needs it: a `MessagePort` of the browser or of
 * `node:worker_threads`, a `Worker` on the page, `self` in a worker.
 */
export interface StoragePort {
  postMessage(message: unknown): void;
  addEventListener(type: PortEvent, listener: (event: object) => void): void;
  removeEventListener(type: PortEvent, listener: (event: object) => void): void;
  /** A `MessagePort` delivers nothing before. */
  start?(): void;
}

export type PortEvent = 'message' | 'messageerror' | 'error' | 'close';
