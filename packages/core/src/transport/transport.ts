import type { ClientFrame, ServerFrame } from '@tidemark/protocol';

/**
 * A way to a server. It connects, carries and closes; when to reconnect, how long to wait and what a silence means is
 * the sync loop's to decide, so that a memory transport, a MessagePort and a WebSocket behave alike.
 */
export interface Transport {
  /**
   * Resolves with an open connection, or rejects with `transport/failed` (retryable) or the signal's reason. Aborting
   * the signal later closes the connection.
   */
  connect(signal: AbortSignal): Promise<Connection>;
}

/**
 * One connection. Iterating yields what arrives, in order, each WebSocket message as one array of what claims to be
 * frames: the sync loop checks each against the protocol. It can be iterated once. The
 * iteration ends when the connection does: normally after `close()` or a clean close by the server, else by throwing
 * `transport/failed` with the close code, or `transport/malformed`.
 */
export interface Connection extends AsyncIterable<readonly ServerFrame[]> {
  /** Sends the frames as one message, in order after earlier ones. Throws `transport/closed` when it cannot. */
  send(frames: readonly ClientFrame[]): void;
  /** Bytes handed over and not yet gone, where the transport can tell. */
  readonly bufferedBytes: number;
  /** Closes. A second call does nothing. Frames that still arrive are dropped. */
  close(code?: number, reason?: string): void;
}
