import { randomBytes } from 'node:crypto';
import type { ClientFrame, Op, ServerFrame } from '@tidemark/protocol';
import { signToken } from './token.ts';

/** Pushes one op as `user`, past every client of ours. Resolves with the result. */
export async function pushRaw(url: string, user: string, op: Omit<Op, 'opId'>): Promise<object> {
  const socket = new WebSocket(url);
  const frames: ServerFrame[] = [];
  const say = (frame: ClientFrame): void => socket.send(JSON.stringify([frame]));
  try {
    return await new Promise((resolve, reject) => {
      socket.addEventListener('error', () => reject(new Error(`No connection to ${url}`)));
      socket.addEventListener('open', () =>
        say({ type: 'hello', protocol: 1, token: signToken({ sub: user }), device: 'raw', cursors: [] }),
      );
      socket.addEventListener('message', ({ data }) => {
        frames.push(...(JSON.parse(String(data)) as ServerFrame[]));
        const last = frames.at(-1);
        if (last?.type === 'welcome') say({ type: 'push', ops: [{ ...op, opId: newOpId() }] });
        for (const frame of frames) if (frame.type === 'results') resolve(frame.results[0] as object);
      });
    });
  } finally {
    socket.close();
  }
}

function newOpId(): string {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
