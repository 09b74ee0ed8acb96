import type { StreamId, WireCode } from '@tidemark/protocol';

/** One open connection of a user's device, as the rest of the server sees it. */
export interface Session {
  readonly id: string;
  readonly user: string;
  readonly device: string;
  /** The `app:` streams it pulled from (PRO-3). */
  readonly appStreams: Set<StreamId>;
  /** Server times of the last two pings. */
  readonly pings: { last: number; lastButOne: number };
  isOpen(): boolean;
  /** Sends encoded frames as one message. Does nothing once closed; closes a slow reader (PRO-35). */
  send(frames: readonly string[]): void;
  sendError(code: WireCode, info?: ErrorInfo): void;
  /** Sends a fatal error and closes. */
  end(code: WireCode, closeCode: number): void;
  /** Closes without a word. */
  close(closeCode: number, reason: string): void;
  /** Whether what may be shed should be. */
  isBusy(): boolean;
  /** Runs work one after another, while the session is open and reads what it is sent. False: too much waits. */
  inOrder(work: () => Promise<void>): boolean;
}

export interface ErrorInfo {
  readonly re?: number | undefined;
  readonly found?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}
