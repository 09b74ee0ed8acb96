import type { Eviction } from '../cache/eviction.ts';

/** Something that happened in a client: plain data, frozen, without the contents of messages. */
export type ClientEvent = Happened & {
  /** This device's clock, for display. */
  readonly at: number;
};

export type Happened =
  /** A connection is tried for the `attempt`-th time, or, with 0, a connected client fetches what it heard of. */
  | { readonly kind: 'sync-started'; readonly attempt: number }
  /** The device holds what it should. */
  | { readonly kind: 'sync-succeeded'; readonly durationMs: number }
  /** It ended before that. `why`: codes, or the reasons of a pause. */
  | { readonly kind: 'sync-failed'; readonly durationMs: number; readonly why: readonly string[] }
  | { readonly kind: 'disconnected'; readonly connectedMs: number; readonly why: readonly string[] }
  /** Ops whose effect is in the database now. */
  | { readonly kind: 'ops-confirmed'; readonly opIds: readonly string[] }
  /** The server refused an op for good; it stays in the outbox. */
  | ({ readonly kind: 'op-failed' } & RefusedOp)
  /** The row had moved. What becomes of it is the collection's policy; it may be over at once. */
  | ({ readonly kind: 'conflict-found' } & RefusedOp)
  | { readonly kind: 'messages-evicted'; readonly eviction: Eviction }
  /** The device's storage refused a write or a read. */
  | { readonly kind: 'storage-failed'; readonly code: string; readonly message: string; readonly retryable: boolean }
  /** Who one is, or what was sealed, was not accepted: a token, another user's database, a broken seal. */
  | { readonly kind: 'security-failed'; readonly code: string; readonly message: string }
  /** Anything else that failed in the background. */
  | { readonly kind: 'failed'; readonly error: unknown };

export interface RefusedOp {
  readonly opId: string;
  readonly stream: string;
  readonly collection: string;
  readonly code: string;
  readonly message: string;
}
