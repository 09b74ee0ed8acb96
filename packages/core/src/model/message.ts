import type { MessageBody } from '@tidemark/protocol';
import type { Delivery, Failure } from './delivery.ts';

/** One message as an app sees it: frozen, and the same object while nothing about it changed. */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  /** The place in the conversation, from 1; absent while the server has not given one. */
  readonly ord?: number | undefined;
  /** The author's user id; absent on one's own messages written before the first connection ever. */
  readonly author?: string | undefined;
  readonly mine: boolean;
  /** For display: server time, or this device's while it is pending. Milliseconds since 1970. */
  readonly at: number;
  readonly body: MessageBody;
  readonly delivery: Delivery;
  readonly failure?: Failure | undefined;
  /** The author deleted it; `body` is empty. */
  readonly deleted: boolean;
  /** For display: when its body was changed last, if ever. */
  readonly editedAt?: number | undefined;
  /** Server time at which it disappears, in a conversation where messages do. */
  readonly expiresAt?: number | undefined;
  /** A change of one's own that the server has not confirmed. */
  readonly change?: MessageChange | undefined;
}

/** An edit or deletion on its way: shown already while it is pending, taken back in view where it was refused. */
export interface MessageChange {
  /** For `outbox.retry` and `outbox.cancel`. */
  readonly opId: string;
  readonly kind: 'edit' | 'delete';
  readonly status: 'pending' | 'failed' | 'conflict';
  readonly failure?: Failure | undefined;
}

/** What an edit changes: each field named is replaced, null removes it. */
export type MessageEdit = { readonly [Field in keyof MessageBody]?: MessageBody[Field] | null };
