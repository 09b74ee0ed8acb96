import type { Op, Result, ServerFrame } from '@tidemark/protocol';
import { WebSocket } from 'ws';

/** A real WebSocket to a real server, without any of our client's code. */
export interface LiveClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  say(...frames: readonly unknown[]): void;
  /** The first frame that fits, of those received and those to come. */
  wait<Frame extends ServerFrame>(fits: (frame: ServerFrame) => frame is Frame): Promise<Frame>;
  push(...ops: readonly Op[]): Promise<readonly Result[]>;
}

export const isType =
  <Type extends ServerFrame['type']>(type: Type) =>
  (frame: ServerFrame): frame is Extract<ServerFrame, { type: Type }> =>
    frame.type === type;

export async function connectLive(url: string): Promise<LiveClient> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const frames: ServerFrame[] = [];
  const waiting = new Set<() => void>();
  let seen = 0;
  socket.on('message', (data) => {
    frames.push(...(JSON.parse(String(data)) as ServerFrame[]));
    for (const look of waiting) look();
  });
  socket.on('error', () => {});
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      resolve(code);
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });

  const client: LiveClient = {
    socket,
    frames,
    closed,
    say: (...said) => socket.send(JSON.stringify(said)),
    wait: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = frames.find(fits);
          if (found) resolve(found);
          else if (socket.readyState === socket.CLOSED) reject(new Error('the connection ended'));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    push: async (...ops) => {
      const ids = new Set(ops.map(({ opId }) => opId));
      client.say({ type: 'push', ops });
      const found: Result[] = [];
      while (found.length < ops.length) {
        const from = seen;
        await client.wait((frame): frame is ServerFrame => frames.indexOf(frame) >= from && frame.type === 'results');
        const results = frames.slice(from).flatMap((frame) => (frame.type === 'results' ? frame.results : []));
        seen = frames.length;
        found.push(...results.filter(({ opId }) => ids.has(opId)));
      }
      return found;
    },
  };
  return client;
}

/** Connected and welcomed. */
export async function joinLive(url: string, token: string): Promise<LiveClient> {
  const client = await connectLive(url);
  client.say({ type: 'hello', protocol: 1, token, device: 'test', cursors: [] });
  await client.wait(isType('welcome'));
  return client;
}
