export type { Backup, MockServer, MockServerOptions } from './msw/mock-server.ts';
export { type MockNetwork, type MockSync, mockSync } from './msw/mock-sync.ts';
