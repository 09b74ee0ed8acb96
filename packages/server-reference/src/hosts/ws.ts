import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE } from '@tidemark/protocol';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Core } from '../core.ts';
import { systemRuntime } from '../runtime.ts';

export const SYNC_PATH = '/sync';

/** Time a peer has to finish the closing handshake. */
const CLOSE_MS = 2_000;

export interface WebSocketHost {
  /** Ends what is still open. */
  stop(): Promise<void>;
}

/** Carries WebSockets at `/sync` of an HTTP server to the core. */
export function hostWebSockets(server: Server, core: Core): WebSocketHost {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: core.limits.frameBytes,
    perMessageDeflate: false,
    clientTracking: true,
  });
  sockets.on('connection', (socket: WebSocket) => carry(core, socket));
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const [path] = (request.url ?? '').split('?');
    if (path === SYNC_PATH)
      sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  };
  server.on('upgrade', upgrade);
  return {
    stop: async () => {
      const closing = [...sockets.clients].map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.once('close', () => resolve());
            end(socket, CLOSE.draining, 'draining');
          }),
      );
      await Promise.all(closing);
      server.off('upgrade', upgrade);
      sockets.close();
    },
  };
}

/** Closes, and cuts off a peer that does not close in return. */
function end(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState === socket.CLOSED) return;
  const cancel = systemRuntime.after(CLOSE_MS, () => socket.terminate());
  socket.once('close', cancel);
  socket.close(code, reason);
}

function carry(core: Core, socket: WebSocket): void {
  const receiver = core.accept({
    send: (text) => socket.send(text),
    close: (code, reason) => end(socket, code, reason),
    bufferedBytes: () => socket.bufferedAmount,
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    receiver.receive(isBinary ? new Uint8Array(data as Buffer) : (data as Buffer).toString());
  });
  socket.on('close', () => receiver.closed());
  // A message above the limit or broken framing: ws closes with the code that says so, and `close` follows.
  socket.on('error', () => {});
}
