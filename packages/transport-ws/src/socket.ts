/** What this transport needs of a WebSocket: the browser's, Node's or one of the `ws` package. */
export interface Socket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: unknown) => void): void;
}

/** Makes a socket that begins to connect at once. */
export type SocketConstructor = new (address: string) => Socket;

/** `readyState` of a socket that sends. */
export const OPEN = 1;

/** The host's WebSocket, where it has one: browsers, and Node from 22 on. */
export function hostSocket(): SocketConstructor | undefined {
  return Reflect.get(globalThis, 'WebSocket') as SocketConstructor | undefined;
}

/** Closes with the code if an application may send it (1000, 3000 to 4999), and as much of the reason as fits. */
export function closeSocket(socket: Socket, code: number, reason: string): void {
  const allowed = code >= 3000 && code <= 4999 ? code : 1000;
  // 123 bytes fit; a UTF-16 unit takes 3 at most.
  socket.close(allowed, reason.slice(0, 41));
}
