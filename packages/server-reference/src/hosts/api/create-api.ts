import { UUID7_PATTERN } from '@tidemark/protocol';
import { Hono } from 'hono';
import { createRate } from '../../connection/rate.ts';
import type { Core } from '../../core.ts';
import { type Runtime, systemRuntime } from '../../runtime.ts';
import type { VerifyToken } from '../../token/token.ts';
import { readBody } from '../read-body.ts';
import { ApiError, errorBody, headersOf, refuse, statusOf } from './api-error.ts';
import { createBuffered } from './buffered.ts';
import { type LocalSession, openLocalSession } from './local-session.ts';
import { newId } from './new-id.ts';
import { openApiOf } from './openapi.ts';
import type { Answer, Route } from './route.ts';
import { allRoutes } from './routes/all.ts';

export interface ApiOptions {
  readonly core: Core;
  /** As the core's own: here for the scopes of operators. */
  readonly verifyToken: VerifyToken;
  readonly failed: (error: unknown) => void;
  readonly runtime?: Runtime | undefined;
}

/** The routes under `/v1/` for clients without sync. */
export function createApi({ core, verifyToken, failed, runtime = systemRuntime }: ApiOptions): Hono {
  const app = new Hono();
  const rate = createRate(runtime, core.limits.requestsPerSecond);
  const document = JSON.stringify(openApiOf(allRoutes));
  const offered = {
    buffered: createBuffered(),
    signalsIn: core.signalsIn,
    placeOf: core.placeOf,
    statistics: core.statistics,
    after: (ms: number) => new Promise<void>((resolve) => void runtime.after(ms, resolve)),
  };

  const serve = async (route: Route, request: Request, path: Readonly<Record<string, string>>): Promise<Response> => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (token === undefined) throw refuse('auth/missing', 'No Authorization: Bearer …');
    const session = await openLocalSession(core, token);
    let until: Promise<unknown> | undefined;
    try {
      const retryAfterMs = rate.take(session.user, 1);
      if (retryAfterMs > 0) throw refuse('rate/limited', 'Too many requests.', retryAfterMs);
      await mustHaveScope(route, token);
      const ask = await readAsk(route, request, path, core.limits.frameBytes);
      const answer = await route.run({ ...offered, session, ask, ...readHeaders(request.headers, runtime) });
      until = answer.until;
      return responseOf(answer);
    } finally {
      leave(session, until);
    }
  };

  const mustHaveScope = async ({ scope }: Route, token: string): Promise<void> => {
    if (scope === undefined) return;
    const verified = await verifyToken(token);
    if ('code' in verified || !verified.scopes?.includes(scope))
      throw refuse('op/forbidden', `The token’s scope does not have ${scope}.`);
  };

  const refused = (error: unknown): Response => {
    if (!(error instanceof ApiError)) failed(error);
    const { refusal } = error instanceof ApiError ? error : refuse('server/internal', 'Something failed.');
    return Response.json(errorBody(refusal), { status: statusOf(refusal), headers: headersOf(refusal) });
  };

  app.get('/v1/openapi.json', (context) => context.body(document, 200, { 'content-type': 'application/json' }));
  for (const route of allRoutes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on(route.method.toUpperCase(), path, (context) =>
      serve(route, context.req.raw, context.req.param()).catch(refused),
    );
  }
  app.all('/v1/*', (context) => refused(refuse('frame/unknown', `No ${context.req.method} ${context.req.path}.`)));
  return app;
}

function leave(session: LocalSession, until: Promise<unknown> | undefined): void {
  if (until === undefined) session.close();
  else void until.finally(session.close);
}

async function readAsk(
  { ask }: Route,
  request: Request,
  path: Readonly<Record<string, string>>,
  maxBytes: number,
): Promise<unknown> {
  const { shape } = ask;
  const given: Record<string, unknown> = {};
  if ('path' in shape) given['path'] = path;
  if ('query' in shape) given['query'] = Object.fromEntries(new URL(request.url).searchParams);
  if ('body' in shape) given['body'] = await readJson(request, maxBytes);
  const parsed = ask.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse('frame/malformed', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit'}.`);
}

async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const text = await readBody(request, maxBytes);
  if (text === undefined) throw refuse('frame/too-large', `A body of more than ${maxBytes} bytes.`);
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('frame/malformed', 'The body is not JSON.');
  }
}

function readHeaders(
  headers: Headers,
  runtime: Runtime,
): { readonly opId: string; readonly baseRev: number | undefined; readonly prefersAsync: boolean } {
  const opId = headers.get('idempotency-key') ?? newId(runtime);
  if (!UUID7_PATTERN.test(opId)) throw refuse('frame/malformed', 'Idempotency-Key: not a UUIDv7 in lower case.');
  const match = headers.get('if-match');
  const rev = match === null ? undefined : /^"?(\d{1,15})"?$/.exec(match)?.[1];
  if (match !== null && rev === undefined) throw refuse('frame/malformed', 'If-Match: not a rev.');
  const prefersAsync = /(^|[\s,])respond-async([\s,;]|$)/i.test(headers.get('prefer') ?? '');
  return { opId, baseRev: rev === undefined ? undefined : Number(rev), prefersAsync };
}

function responseOf({ status, body, headers = {} }: Answer): Response {
  return body === undefined ? new Response(null, { status, headers }) : Response.json(body, { status, headers });
}
