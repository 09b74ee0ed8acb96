import { type Connection, type Transport, unlessAborted } from '@tidemark/core';
import { TidemarkError } from '@tidemark/protocol';
import { closeSocket, hostSocket, type Socket, type SocketConstructor } from './socket.ts';
import { socketConnection } from './socket-connection.ts';

/** Where the server listens (`wss://…`). A function is asked anew for every connection. Never put a token into it. */
export type Address = string | URL | (() => string | URL | Promise<string | URL>);

export interface WebSocketOptions {
  /** A larger message from the server ends the connection with `transport/malformed`. Default 16 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** The WebSocket to use where the host has none (Node 20: the `ws` package's). */
  readonly WebSocket?: SocketConstructor | undefined;
}

/**
 * A transport over WebSocket text messages. It sets no timers: a connection that takes too long is ended by the signal
 * given to `connect`. Throws `options/invalid` where there is no WebSocket.
 *
 * @example
 * const transport = webSocket('wss://chat.example.com/sync');
 */
export function webSocket(address: Address, options: WebSocketOptions = {}): Transport {
  const { maxMessageBytes = 16 * 1024 * 1024 } = options;
  // Looked for at each connection: msw and the like replace the host's.
  const find = (): SocketConstructor => options.WebSocket ?? hostSocket() ?? missing();
  find();
  return {
    async connect(signal) {
      return openSocket(find(), await resolveAddress(address, signal), signal, maxMessageBytes);
    },
  };
}

function missing(): never {
  const message = 'This host has no WebSocket: pass one as webSocket(address, { WebSocket })';
  throw new TidemarkError('options/invalid', message, { option: 'WebSocket', found: 'undefined' });
}

async function resolveAddress(address: Address, signal: AbortSignal): Promise<string> {
  if (typeof address !== 'function') return String(address);
  return unlessAborted(signal, (resolve, reject) => {
    Promise.resolve()
      .then(address)
      .then(String)
      .then(resolve, (cause) => reject(failed('The address function failed', undefined, true, cause)));
    return () => {};
  });
}

function openSocket(
  WebSocket: SocketConstructor,
  address: string,
  signal: AbortSignal,
  maxMessageBytes: number,
): Promise<Connection> {
  return unlessAborted(signal, (resolve, reject) => {
    const socket = createSocket(WebSocket, address);
    // It carries no detail, and a close follows; without a listener the `ws` package's throws.
    socket.addEventListener('error', () => {});
    socket.addEventListener('open', () => {
      // In this very call: the first message may follow before a promise is through.
      if (!signal.aborted) resolve(socketConnection(socket, signal, maxMessageBytes));
    });
    socket.addEventListener('close', (event) => {
      const { code } = event as { code: number };
      reject(failed(`No connection to ${shown(address)} (code ${code})`, code, true));
    });
    return () => {
      if (signal.aborted) closeSocket(socket, 1000, '');
    };
  });
}

function createSocket(WebSocket: SocketConstructor, address: string): Socket {
  try {
    return new WebSocket(address);
  } catch (cause) {
    const message = `Cannot open ${shown(address)}: give a ws:// or wss:// address, on a page over https wss://`;
    throw failed(message, undefined, false, cause);
  }
}

function failed(message: string, closeCode: number | undefined, retryable: boolean, cause?: unknown): TidemarkError {
  return new TidemarkError('transport/failed', message, { closeCode }, { retryable, cause });
}

/** Without its query, where people put secrets. */
function shown(address: string): string {
  return address.split('?', 1)[0] ?? '';
}
