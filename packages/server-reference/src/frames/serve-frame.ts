import type { ClientFrame } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';
import { serveFind } from './find.ts';
import { serveList } from './list.ts';
import { serveLocate } from './locate.ts';
import { serveMark } from './mark.ts';
import { servePing } from './ping.ts';
import { servePresence } from './presence.ts';
import { servePull } from './pull.ts';
import { servePush } from './push.ts';
import { serveSignal } from './signal.ts';
import { serveStatus } from './status.ts';

/** Serves one frame of an open session. Never throws: what fails is answered. */
export function serveFrame(context: Context, session: Session, frame: ClientFrame): void {
  switch (frame.type) {
    case 'hello':
      session.sendError('hello/expected', { found: 'A second hello.' });
      return;
    case 'push':
      servePush(context, session, frame);
      return;
    case 'mark':
      serveMark(context, session, frame);
      return;
    case 'signal':
      void serveOrSay(context, session, undefined, () => serveSignal(context, session, frame));
      return;
    case 'presence':
      servePresence(context, session, frame);
      return;
    case 'ping':
      void serveOrSay(context, session, undefined, () => servePing(context, session));
      return;
    case 'pull':
      ask(context, session, frame.id, () => servePull(context, session, frame));
      return;
    case 'list':
      ask(context, session, frame.id, () => serveList(context, session, frame));
      return;
    case 'locate':
      ask(context, session, frame.id, () => serveLocate(context, session, frame));
      return;
    case 'find':
      ask(context, session, frame.id, () => serveFind(context, session, frame));
      return;
    case 'status':
      ask(context, session, undefined, () => serveStatus(context, session, frame));
      return;
    default:
      unreachable(frame);
  }
}

type Serve = () => Promise<void>;

function ask(context: Context, session: Session, re: number | undefined, serve: Serve): void {
  const isTaken = session.inOrder(() => serveOrSay(context, session, re, serve));
  if (!isTaken) session.sendError('rate/limited', { re, retryAfterMs: 1_000 });
}

/** What the log cannot read now, it may read later. */
async function serveOrSay(context: Context, session: Session, re: number | undefined, serve: Serve): Promise<void> {
  try {
    await serve();
  } catch (error) {
    context.failed(error);
    session.sendError('server/storage', { re });
  }
}

function unreachable(frame: never): never {
  throw new Error(`no handler for ${JSON.stringify(frame)}`);
}
