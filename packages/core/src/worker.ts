export { type ProxyOptions, proxyStorage } from './local-db/worker-proxy/proxy-storage.ts';
export { serveStorage } from './local-db/worker-proxy/serve-storage.ts';
export type { StoragePort } from './local-db/worker-proxy/storage-port.ts';
