import { NAME_PATTERN } from '@tidemark/protocol';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { SyncHost } from './sync/host-sync.ts';
import { SYNC_PATH } from './ws.ts';

export interface HttpOptions {
  /** Rejects while the log cannot be read. */
  readonly ready: () => Promise<void>;
  readonly issueDevToken?: ((user: string) => Promise<string>) | undefined;
  readonly sync: SyncHost;
  readonly api: Hono;
}

const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The routes beside the WebSocket: sync by requests, health, readiness, and tokens in development. */
export function createRoutes({ ready, issueDevToken, sync, api }: HttpOptions): Hono {
  const app = new Hono();
  app.get('/healthz', (context) => context.text('ok'));
  app.get('/readyz', async (context) => {
    try {
      await ready();
      return context.text('ok');
    } catch {
      return context.text('not ready', 503);
    }
  });
  app.post(SYNC_PATH, (context) => sync.answer(context.req.raw));
  app.route('/', api);
  if (issueDevToken === undefined) return app;
  app.use('/dev/token', cors({ origin: (origin) => (LOCAL_ORIGIN.test(origin) ? origin : null) }));
  app.post('/dev/token', async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    const user = (body as { user?: unknown } | undefined)?.user;
    if (typeof user !== 'string' || !NAME_PATTERN.test(user)) {
      return context.json({ error: 'Post {"user": "…"}: 1 to 128 characters, no spaces or control characters.' }, 400);
    }
    return context.json({ token: await issueDevToken(user) });
  });
  return app;
}
