/** The server's core without sockets and HTTP, for hosts of one's own, pages among them, and for simulations. */

export type { Receiver, Socket } from './connection/socket.ts';
export { type Core, type CoreOptions, createCore } from './core.ts';
export { hostSync, type SyncHost } from './hosts/sync/host-sync.ts';
export type { SyncCore } from './hosts/sync/sync-session.ts';
export type { ServerLimits } from './limits.ts';
export type { Log, StoredMark, StoredOp, StoredRow, StreamRecord, Writes } from './log/log.ts';
export {
  copyMemoryLogStore,
  createMemoryLogStore,
  type MemoryLogStore,
  openMemoryLog,
} from './log/memory-log.ts';
export { type Runtime, randomId } from './runtime.ts';
export type { VerifyToken } from './token/token.ts';
