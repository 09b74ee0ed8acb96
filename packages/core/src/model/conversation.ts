import type { ConversationKind, JsonObject, Role } from '@tidemark/protocol';
import type { Failure } from './delivery.ts';
import type { Message } from './message.ts';

/** One conversation as a list shows it: frozen, and the same object while nothing about it changed. */
export interface Conversation {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly title?: string | undefined;
  /** A blob or an address. */
  readonly image?: string | undefined;
  readonly meta?: JsonObject | undefined;
  /** How long after they were sent messages disappear; absent: never. */
  readonly ttlMs?: number | undefined;
  /** What those who join see of what was said before: `all` when absent. */
  readonly history?: 'all' | 'joined' | undefined;
  /** One's own role; absent until the server confirmed the membership. */
  readonly role?: Role | undefined;
  /** The newest message the device knows of, pending ones included. */
  readonly lastMessage?: Pick<Message, 'id' | 'author' | 'mine' | 'at' | 'body' | 'delivery' | 'deleted'> | undefined;
  /** Messages after one's own read mark. */
  readonly unread: number;
  /** Those of them in which one is mentioned. */
  readonly mentions: number;
  /** One marked it as unread, whatever `unread` is; reading it takes that back. */
  readonly markedUnread: boolean;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** For ever, or until this server time. */
  readonly muted?: true | number | undefined;
  /** Its creation has not reached the server yet. */
  readonly pending: boolean;
  readonly failure?: Failure | undefined;
}

/** How one keeps a conversation oneself, on all devices. What is left out stays; false takes it back. */
export interface ConversationSetting {
  /** For ever, or until a server time. */
  readonly muted?: boolean | number | undefined;
  readonly archived?: boolean | undefined;
  readonly pinned?: boolean | undefined;
  /** Marked as unread. */
  readonly unread?: boolean | undefined;
}

/** What a conversation says of itself. What is left out stays; null takes it away. */
export interface ConversationChange {
  readonly title?: string | null | undefined;
  readonly image?: string | null | undefined;
  readonly meta?: JsonObject | null | undefined;
  /** How long messages sent from then on are shown, from a second to a year; null: for ever. */
  readonly ttlMs?: number | null | undefined;
  /** What those who join from then on see of what was said before. */
  readonly history?: 'all' | 'joined' | null | undefined;
}

export interface Member {
  readonly user: string;
  readonly name?: string | undefined;
  readonly role: Role;
  /** The server has not confirmed the membership, or the role. */
  readonly pending: boolean;
  /** Watermarks, each an ord. */
  readonly delivered: number;
  readonly read: number;
}
