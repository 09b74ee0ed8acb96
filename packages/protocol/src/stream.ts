import { STREAM_PATTERN } from './patterns.ts';

/** An ordered log with one owner of order, the server. */
export type StreamId = `conversation:${string}` | `user:${string}` | `app:${string}`;

export type StreamKind = 'conversation' | 'user' | 'app';

export const conversationStream = (conversationId: string): StreamId => `conversation:${conversationId}`;
export const userStream = (userId: string): StreamId => `user:${userId}`;
export const appStream = (scope: string): StreamId => `app:${scope}`;

export function isStreamId(value: string): value is StreamId {
  return STREAM_PATTERN.test(value);
}

/** Splits a stream id at its first colon. */
export function parseStream(stream: StreamId): { readonly kind: StreamKind; readonly scope: string } {
  const colon = stream.indexOf(':');
  return { kind: stream.slice(0, colon) as StreamKind, scope: stream.slice(colon + 1) };
}

/**
 * The FIFO an op stands in: one a conversation stream, one a collection elsewhere. Client and server compute it
 * alike, so `after` means the same to both.
 */
export function laneOf(stream: StreamId, collection: string): string {
  return stream.startsWith('conversation:') ? stream : `${stream}/${collection}`;
}
