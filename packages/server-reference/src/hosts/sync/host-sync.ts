import { type Runtime, randomId, systemRuntime } from '../../runtime.ts';
import { readBody } from '../read-body.ts';
import { readSyncRequest, type SyncRequest } from './request.ts';
import { openSyncSession, type SyncCore, type SyncSession } from './sync-session.ts';

/** Sync over plain HTTP requests, for clients that cannot have a WebSocket. */
export interface SyncHost {
  /** Answers one request (HTT-1 to HTT-8). Never rejects for what the request is. */
  answer(request: Request): Promise<Response>;
}

/** A client gathers about this much in one request; a single larger message travels alone. */
const GATHERED_BYTES = 65_536;
const FIRST_LINE_BYTES = 1_024;

const HEADERS = {
  // Sessions are known by an unguessable id in the body, never by a cookie: pages of any origin may speak for themselves.
  'access-control-allow-origin': '*',
  'cache-control': 'no-store',
  // Proxies are not to gather a stream before they let it go.
  'x-accel-buffering': 'no',
};
const EVENTS = { ...HEADERS, 'content-type': 'text/event-stream' };

/** Carries requests to the core: each session is to it a socket. */
export function hostSync(core: SyncCore, runtime: Runtime = systemRuntime): SyncHost {
  const sessions = new Map<string, SyncSession>();
  const maxBytes = Math.max(core.limits.frameBytes, GATHERED_BYTES) + FIRST_LINE_BYTES;

  const open = (how: 'stream' | 'poll'): Response => {
    const id = randomId(runtime);
    const session = openSyncSession({ core, runtime, forget: () => sessions.delete(id) });
    sessions.set(id, session);
    const opening = `event: session\ndata: ${id}\n\n`;
    return new Response(how === 'stream' ? session.stream(opening) : opening, { headers: EVENTS });
  };

  const poll = async (session: SyncSession, last: number): Promise<Response> => {
    const text = await session.poll(last);
    return text === undefined ? refuse(409, 'What comes next is gone.') : new Response(text, { headers: EVENTS });
  };

  const take = (session: SyncSession, request: Extract<SyncRequest, { send: number }>, messages: readonly string[]) => {
    // Its end is told where the client listens.
    if (session.isOver()) return refuse(410, 'The session is over.');
    if (!session.take(request.send, messages)) return refuse(409, 'Messages before these are missing.');
    if (request.close) session.leave();
    return new Response(null, { status: 204, headers: HEADERS });
  };

  return {
    answer: async (incoming) => {
      const body = await readBody(incoming, maxBytes);
      if (body === undefined) return refuse(413, `More than ${maxBytes} bytes.`);
      const read = readSyncRequest(body);
      if (read === undefined) return refuse(400, 'The first line is not a request.');
      const { request, messages } = read;
      if ('open' in request) return open(request.open);
      const session = sessions.get(request.session);
      if (session === undefined) return refuse(404, 'There is no such session.');
      return 'poll' in request ? poll(session, request.poll) : take(session, request, messages);
    },
  };
}

function refuse(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: HEADERS });
}
