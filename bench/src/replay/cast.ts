import type { PlannedMessage } from './plan-messages.ts';
import type { PlannedEvent } from './whole/plan-events.ts';

/** What a client process is given: a file, so that it is the same after every restart. */
export interface ClientPart {
  readonly user: string;
  readonly token: string;
  readonly url: string;
  readonly database: string;
  /** Grows by the place in `lines` of each message whose send was resolved. */
  readonly resolvedLog: string;
  readonly conversations: readonly { readonly id: string; readonly title: string }[];
  /** Whom to invite, where this client is the one that makes the conversations. */
  readonly invites?: readonly string[] | undefined;
  /** Of the whole corpus. */
  readonly whole?: WholePart | undefined;
  readonly lines: readonly PlannedMessage[];
  /** Messages of all clients. */
  readonly total: number;
  /** Sends whose promise may be unresolved at once. */
  readonly unresolvedMost: number;
  /** Every how many-th message of the watched conversation is timed until it is visible. */
  readonly visibleEvery: number;
}

/** What a client does of the whole corpus beside sending. */
export interface WholePart {
  /** All clients. */
  readonly users: readonly string[];
  /** By conversation, for the client that makes them: members that are no clients. */
  readonly present: Readonly<Record<string, readonly string[]>>;
  readonly events: readonly PlannedEvent[];
  /** What is searched for in the end. */
  readonly words: readonly string[];
}

/** What the server process is given. */
export interface ServerPart {
  readonly port: number;
  readonly data: string;
  readonly secret: string;
  readonly heartbeatMs: number;
}
