export type { AccessRequest, Authorize } from './context.ts';
export { createServer, type TidemarkServer } from './create-server.ts';
export { hostSync, type SyncHost } from './hosts/sync/host-sync.ts';
export type { SyncCore } from './hosts/sync/sync-session.ts';
export type { ServerLimits } from './limits.ts';
export type { AuthOptions, Logger, ServerOptions } from './options.ts';
