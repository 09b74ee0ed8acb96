import type { ConversationKind, JsonObject, Role } from '@tidemark/protocol';
import type { Failure } from './delivery.ts';
import type { Message } from './message.ts';

/** One conversation as a list shows it: frozen, and the same object while nothing about it changed. */
export interface Conversation {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly title?: string | undefined;
  readonly meta?: JsonObject | undefined;
  /** One's own role; absent until the server confirmed the membership. */
  readonly role?: Role | undefined;
  /** The newest message the device knows of, pending ones included. */
  readonly lastMessage?: Pick<Message, 'id' | 'author' | 'mine' | 'at' | 'body' | 'delivery' | 'deleted'> | undefined;
  /** Messages after one's own read mark. */
  readonly unread: number;
  /** Its creation has not reached the server yet. */
  readonly pending: boolean;
  readonly failure?: Failure | undefined;
}

export interface Member {
  readonly user: string;
  readonly name?: string | undefined;
  readonly role: Role;
  /** Watermarks, each an ord. */
  readonly delivered: number;
  readonly read: number;
}
