import { Hono, type MiddlewareHandler } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ServerNews } from '../stage/server-news.ts';
import type { Supervisor } from './supervisor.ts';

export interface ControlOptions {
  readonly server: Supervisor;
  readonly now: () => number;
  /** How long a killed server is gone. */
  readonly outageMs: number;
  /** The page's own port: nobody else's pages may ask for anything. */
  readonly port: () => number;
}

/** The stage's routes: what has become of the server, and killing it. For the page of this very program only. */
export function createControl({ server, now, outageMs, port }: ControlOptions): Hono {
  const app = new Hono();

  function news(): ServerNews {
    const state = server.state();
    const rest = state.kind === 'killed' ? { backInMs: Math.max(0, state.backAtMs - now()) } : {};
    const why = 'why' in state && state.why !== undefined ? { why: state.why } : {};
    return { kind: state.kind, url: server.url, outageMs, ...rest, ...why };
  }

  app.use(onlyOurs(port));
  app.get('/server', (context) => context.json(news()));
  app.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      let told: Promise<void> = Promise.resolve();
      const tell = (): void => {
        told = told.then(() => stream.writeSSE({ data: JSON.stringify(news()) })).catch(() => {});
      };
      const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
      const end = server.subscribe(tell);
      tell();
      await gone;
      end();
    }),
  );
  app.post('/kill', (context) => context.json({ done: server.kill(outageMs) }));
  app.post('/restart', (context) => context.json({ done: server.restart() }));
  return app;
}

/**
 * Refuses what another page asks, by the Origin that browsers send with it, and by the Host, which is another's where
 * that page's name was made to mean this machine. A page of ours sends an Origin with every POST.
 */
function onlyOurs(port: () => number): MiddlewareHandler {
  return async (context, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    const { method } = context.req;
    const origin = context.req.header('origin');
    const isHost = hosts.includes(context.req.header('host') ?? '');
    const isOrigin = origin === undefined ? method === 'GET' : hosts.some((host) => origin === `http://${host}`);
    if (!isHost || !isOrigin) return context.text('This is for the page of this program only.', 403);
    context.header('cache-control', 'no-store');
    return next();
  };
}
