import { join } from 'node:path';
import { createViteServer } from 'vitest/node';

/** `page.ts`, served to browsers. */
export interface ServedPage {
  readonly port: number;
  /** Where the page lies at an origin. */
  readonly path: string;
  close(): Promise<void>;
}

export async function servePage(cacheDir: string): Promise<ServedPage> {
  const server = await createViteServer({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '../../../..'),
    cacheDir,
    appType: 'mpa',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    resolve: { conditions: ['@tidemark/source', 'browser', 'import', 'default'] },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server of the page has no port');
  return {
    port: address.port,
    path: '/packages/adapter-indexeddb/test/pages/index.html',
    close: () => server.close(),
  };
}
