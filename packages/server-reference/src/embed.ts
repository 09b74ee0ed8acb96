/** The server's core without sockets and HTTP, for hosts of one's own and for simulations. */
export { type Core, type CoreOptions, createCore } from './core.ts';
export type { Log, StoredMark, StoredOp, StoredRow, StreamRecord, Writes } from './log/log.ts';
export {
  copyMemoryLogStore,
  createMemoryLogStore,
  type MemoryLogStore,
  openMemoryLog,
} from './log/memory-log.ts';
export { type Runtime, randomId } from './runtime.ts';
