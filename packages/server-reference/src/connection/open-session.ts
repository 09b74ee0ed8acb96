import { CLOSE } from '@tidemark/protocol';
import type { Context } from '../context.ts';
import { errorFrame } from '../frames/error-frame.ts';
import { randomId } from '../runtime.ts';
import type { Session } from './session.ts';
import type { Socket } from './socket.ts';
import { createWorkQueue } from './work-queue.ts';

/** A session whose `hello` was good. It is not registered yet. */
export function openSession(context: Context, socket: Socket, user: string, device: string): Session {
  const { limits, runtime } = context;
  const openedAt = context.time.now();
  let isOpen = true;
  const isBusy = (): boolean => socket.bufferedBytes() > limits.bufferedBytes / 8;
  const queue = createWorkQueue(runtime, isBusy, () => isOpen, context.failed);

  const close: Session['close'] = (closeCode, reason) => {
    if (!isOpen) return;
    isOpen = false;
    context.sessions.remove(session);
    context.presences.left(session);
    socket.close(closeCode, reason);
  };

  const session: Session = {
    id: randomId(runtime),
    user,
    device,
    appStreams: new Set(),
    pings: { last: openedAt, lastButOne: openedAt },
    isOpen: () => isOpen,
    isBusy,
    close,
    send: (frames) => {
      if (!isOpen || frames.length === 0) return;
      if (socket.bufferedBytes() > limits.bufferedBytes) return session.end('frame/slow-reader', CLOSE.slowReader);
      socket.send(`[${frames.join(',')}]`);
    },
    sendError: (code, info) => session.send([errorFrame(code, info)]),
    end: (code, closeCode) => {
      if (!isOpen) return;
      socket.send(`[${errorFrame(code, {}, true)}]`);
      close(closeCode, code);
    },
    inOrder: queue.add,
  };
  return session;
}
