import { CLOSE, type ClientFrame, type Hello, MAX_HELLO_BYTES } from '@tidemark/protocol';
import { byteLength } from '../byte-length.ts';
import type { Context } from '../context.ts';
import { errorFrame } from '../frames/error-frame.ts';
import { welcome } from '../frames/hello.ts';
import { type ReadFrame, readMessage } from '../frames/read-message.ts';
import { serveFrame } from '../frames/serve-frame.ts';
import { openSession } from './open-session.ts';
import { type Refused, readHello } from './read-hello.ts';
import type { Session } from './session.ts';
import type { Receiver, Socket } from './socket.ts';
import { createWatch } from './watch.ts';

/**
 *   awaiting-hello ── hello ──▶ verifying ── token good ──▶ open
 *        └── anything else, nothing in time ──▶ closed ◀── token bad, silence, expiry
 */
type State =
  | { readonly kind: 'awaiting-hello' }
  | { readonly kind: 'verifying'; readonly later: (string | Uint8Array)[] }
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'closed' };

/** Messages that may wait while a token is checked; each is bound by the size of a hello. */
const MESSAGES_BEFORE_WELCOME = 16;

/** Carries one connection from its first byte to its last. */
export function accept(context: Context, socket: Socket): Receiver {
  const { limits } = context;
  let state: State = { kind: 'awaiting-hello' };

  const refuse = ({ code, closeCode, found }: Refused): void => {
    if (state.kind === 'closed') return;
    socket.send(`[${errorFrame(code, { found }, true)}]`);
    finish(closeCode, code);
  };

  const finish = (closeCode: number, reason: string): void => {
    watch.stop();
    const ended = state;
    state = { kind: 'closed' };
    if (ended.kind === 'open') ended.session.close(closeCode, reason);
    else socket.close(closeCode, reason);
  };

  const watch = createWatch(context, {
    late: () => refuse({ code: 'hello/timeout', closeCode: CLOSE.silent }),
    silent: () => finish(CLOSE.silent, 'silent'),
    expired: () => refuse({ code: 'auth/expired', closeCode: CLOSE.unauthorized }),
  });

  const receive = (message: string | Uint8Array): void => {
    if (state.kind === 'closed') return;
    watch.heard();
    const limit = state.kind === 'open' ? limits.frameBytes : MAX_HELLO_BYTES;
    if (isLonger(message, limit)) {
      refuse({ code: 'frame/too-large', closeCode: CLOSE.tooLarge, found: `More than ${limit} bytes.` });
    } else if (state.kind === 'open') serve(state.session, readMessage(message));
    else if (state.kind === 'awaiting-hello') begin(readMessage(message));
    else if (state.later.length < MESSAGES_BEFORE_WELCOME) state.later.push(message);
    else refuse({ code: 'hello/expected', closeCode: CLOSE.malformed, found: 'Too much before welcome.' });
  };

  const serve = (session: Session, frames: readonly ReadFrame[]): void => {
    for (const each of frames) {
      if (!session.isOpen()) return;
      if ('frame' in each) serveSafely(session, each.frame);
      else session.sendError(each.code, each.info);
    }
  };

  const serveSafely = (session: Session, frame: ClientFrame): void => {
    try {
      serveFrame(context, session, frame);
    } catch (error) {
      context.failed(error);
      session.sendError('server/internal');
    }
  };

  const begin = (frames: readonly ReadFrame[]): void => {
    const [first, ...rest] = frames;
    const read = readHello(first);
    if ('code' in read) {
      refuse(read);
      return;
    }
    const later: (string | Uint8Array)[] = [];
    state = { kind: 'verifying', later };
    context.verifyToken(read.hello.token).then(
      (verified) => {
        if (state.kind !== 'verifying') return;
        if ('code' in verified) {
          refuse({ code: verified.code, closeCode: CLOSE.unauthorized, found: verified.found });
        } else if (context.isDraining()) finish(CLOSE.draining, 'draining');
        else {
          serve(open(read.hello, verified.user, verified.expiresAtMs), rest);
          for (const message of later) receive(message);
        }
      },
      (error: unknown) => {
        context.failed(error);
        refuse({ code: 'server/internal', closeCode: 1011 });
      },
    );
  };

  const open = (hello: Hello, user: string, expiresAtMs: number | undefined): Session => {
    const session = openSession(context, socket, user, hello.device);
    state = { kind: 'open', session };
    watch.opened(expiresAtMs);
    welcome(context, session, hello);
    return session;
  };

  if (context.isDraining()) finish(CLOSE.draining, 'draining');
  return {
    receive,
    closed: () => {
      if (state.kind !== 'closed') finish(1000, '');
    },
  };
}

function isLonger(message: string | Uint8Array, bytes: number): boolean {
  if (message.length > bytes) return true;
  return typeof message === 'string' && message.length * 3 > bytes && byteLength(message) > bytes;
}
