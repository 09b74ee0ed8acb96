import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { type ControlOptions, createControl } from './control.ts';
import { forgetOthers } from './history-name.ts';

export interface SiteOptions extends Omit<ControlOptions, 'port'> {
  /** The folder with the built pages. */
  readonly pages: string;
  /** Which history the data folder holds. */
  readonly history: string;
}

export interface Site {
  readonly port: number;
  /** Ends what is open, too. */
  close(): Promise<void>;
}

/** Where the page is served, and nowhere else. */
const HOST = '127.0.0.1';

/** Serves the pages, the stage and its control on this machine only. Rejects with the code EADDRINUSE, EACCES … */
export async function openSite(port: number, { pages, history, ...control }: SiteOptions): Promise<Site> {
  let taken = port;
  const app = new Hono();
  app.route('/control', createControl({ ...control, port: () => taken }));
  app.use(async (context, next) => {
    await next();
    // Built files are named by their content; all others change with the next build.
    const isNamed = context.res.ok && context.req.path.startsWith('/assets/');
    context.header('cache-control', isNamed ? 'public, max-age=31536000, immutable' : 'no-cache');
    context.header('x-content-type-options', 'nosniff');
  });
  // The chat by itself looks for a server behind its own address: it is another process, so the address names it.
  app.get('/', async (context, next) => {
    if (context.req.query('server') !== undefined) return next();
    const query = new URLSearchParams({ ...context.req.query(), server: control.server.url });
    return context.redirect(`/?${query}`);
  });
  app.use(
    '/stage',
    forgetOthers(history, () => taken),
  );
  app.get('/stage', serveStatic({ path: `${pages}/stage.html` }));
  app.use(serveStatic({ root: pages }));
  // A path without a file is a place in the chat; one that looks like a file is missing.
  app.get('/:place{[^.]*}', serveStatic({ path: `${pages}/index.html` }));

  const answer = getRequestListener(app.fetch);
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  taken = (server.address() as AddressInfo).port;
  return {
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
