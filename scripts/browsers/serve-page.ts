import { join } from 'node:path';
import { createViteServer } from 'vitest/node';

/** A page of the repository, compiled and served to browsers. */
export interface ServedPage {
  readonly port: number;
  /** Where the page lies at an origin. */
  readonly path: string;
  close(): Promise<void>;
}

/** A service worker may serve pages beside and above its own file. */
const ANY_SCOPE = { 'Service-Worker-Allowed': '/' };

/** `page`: the file, from the root of the repository. */
export async function servePage(page: string, cacheDir: string, bundled: readonly string[] = []): Promise<ServedPage> {
  const server = await createViteServer({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '../..'),
    cacheDir,
    appType: 'mpa',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, headers: ANY_SCOPE },
    resolve: { conditions: ['@tidemark/source', 'browser', 'import', 'default'] },
    optimizeDeps: { noDiscovery: true, include: [...bundled] },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server of the page has no port');
  return {
    port: address.port,
    path: `/${page}`,
    close: () => server.close(),
  };
}
