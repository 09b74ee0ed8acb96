/** A server without its sockets: what a host around it, such as `ws` or this network, calls. */
export interface SocketServer {
  accept(socket: ServerSocket): ServerSession;
}

/** The four members a server needs of a socket, with `ServerSession` in the other direction. */
export interface ServerSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
  bufferedBytes(): number;
}

export interface ServerSession {
  receive(text: string): void;
  /** The connection is over. Called once, also after the server's own `close`. */
  closed(): void;
}
