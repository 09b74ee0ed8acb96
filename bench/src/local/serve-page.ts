import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Serves the bundled page on this machine. */
export interface ServedPage {
  readonly url: string;
  close(): void;
}

export async function servePage(entry: string = join(import.meta.dirname, 'page-main.ts')): Promise<ServedPage> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minifySyntax: true,
    // Libraries check less then, as they do for users.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    conditions: ['@tidemark/source', 'browser', 'import', 'default'],
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    // Isolated, so that the page's clock ticks in 5 µs and not in 100.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    const isScript = request.url === '/page.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? script : '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => void server.close(),
  };
}
