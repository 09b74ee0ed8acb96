/** What the core needs of a connection. */
export interface Socket {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Bytes handed over and not yet gone. */
  bufferedBytes(): number;
}

/** What a host tells the core about a connection. */
export interface Receiver {
  /** One whole message; binary ones are refused. */
  receive(message: string | Uint8Array): void;
  /** The connection has ended. */
  closed(): void;
}
