import { CLOSE, type Head, type Hello, type HelloCursor, PROTOCOL_VERSION, parseStream } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';
import { mayRead } from './app-access.ts';
import { renewEpoch } from './renew-epoch.ts';

/** PRO-3: subscribes, then welcomes, in one turn; what moved is told after. */
export function welcome(context: Context, session: Session, hello: Hello): void {
  const { log, limits, sessions, time } = context;
  const replaced = hello.resume === undefined ? undefined : sessions.find(hello.resume);
  if (replaced?.user === session.user) replaced.end('hello/replaced', CLOSE.replaced);
  sessions.add(session);
  const { frameBytes, opsPerPush, bodyBytes, heartbeatMs, catchUpRevs } = limits;
  const frame = {
    type: 'welcome',
    protocol: PROTOCOL_VERSION,
    session: session.id,
    epoch: log.epoch,
    time: time.now(),
    user: session.user,
    limits: { frameBytes, opsPerPush, bodyBytes, heartbeatMs, catchUpRevs },
  };
  session.send([JSON.stringify(frame)]);
  if (hello.cursors.length > 0) session.inOrder(() => tellMoved(context, session, hello.cursors));
}

/** A stream that is not theirs any more is passed over: the user's own stream says why. */
async function tellMoved(context: Context, session: Session, cursors: readonly HelloCursor[]): Promise<void> {
  const readable: HelloCursor[] = [];
  for (const cursor of cursors) if (await mayRead(context, session, cursor.stream)) readable.push(cursor);
  const streams = readable.map(({ stream }) => stream);
  const heads = new Map((await context.log.heads(session.user, streams)).map((head) => [head.stream, head]));
  const moved: unknown[] = [];
  const frames: string[] = [];
  for (const { stream, epoch, rev, marksRev } of readable) {
    const head =
      heads.get(stream) ?? (parseStream(stream).kind === 'conversation' ? undefined : empty(context, stream));
    if (head === undefined) continue;
    if (head.epoch !== epoch) frames.push(JSON.stringify({ type: 'reset', stream, epoch: head.epoch, why: 'epoch' }));
    else if (rev > head.rev) {
      const renewed = await renewEpoch(context, stream, rev);
      frames.push(JSON.stringify({ type: 'reset', stream, epoch: renewed, why: 'ahead' }));
    } else if (rev !== head.rev || marksRev !== head.marksRev) moved.push(head);
  }
  if (moved.length > 0) frames.push(JSON.stringify({ type: 'heads', heads: moved }));
  session.send(frames);
}

const empty = ({ log }: Context, stream: HelloCursor['stream']): Head => ({
  stream,
  epoch: log.epoch,
  rev: 0,
  ord: 0,
  marksRev: 0,
  at: 0,
});
