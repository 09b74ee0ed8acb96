/**
 * What a source tells, in its own ids, each event after those that it names: a conversation and a user before what is said
 * of them. Messages of a conversation come in the order they were written.
 */
export type SourceEvent = SourceConversation | SourceUser | SourceMembership | SourceMessage;

export interface SourceConversation {
  readonly type: 'conversation';
  /** Where it comes from: `whatsapp`, `slack`, or a name of yours. */
  readonly source: string;
  readonly id: string;
  readonly title?: string | undefined;
  /** Ids of its users, as far as the source says. */
  readonly members: readonly string[];
}

/** Told again under a new name when a user takes one. */
export interface SourceUser {
  readonly type: 'user';
  readonly id: string;
  readonly name: string;
}

export interface SourceMembership {
  readonly type: 'membership';
  readonly conversation: string;
  readonly user: string;
  readonly change: 'join' | 'leave';
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface SourceMessage {
  readonly type: 'message';
  /** The same however often the source is read: the ids of what is imported are made of it. */
  readonly id: string;
  readonly conversation: string;
  /** The id of a user; absent where nobody said it. */
  readonly author?: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
  /** `system`: told about the conversation, not said in it. `action`: what somebody does (`/me waves`). */
  readonly kind?: 'system' | 'action' | undefined;
  /** The id of the message it answers. */
  readonly replyTo?: string | undefined;
  /** The id of the message below which it stands in a thread. */
  readonly thread?: string | undefined;
  /** Ids of users. */
  readonly mentions?: readonly string[] | undefined;
  readonly files?: readonly SourceFile[] | undefined;
  readonly reactions?: readonly SourceReaction[] | undefined;
  /** When it was changed last; `true` where the source does not say when. */
  readonly edited?: number | true | undefined;
  /** Its author took it back; the text is empty, or what the source puts in its place. */
  readonly deleted?: true | undefined;
}

/** Something that was sent along. Its bytes are not in the source's text. */
export interface SourceFile {
  readonly name?: string | undefined;
  /** A media type. */
  readonly type?: string | undefined;
  readonly size?: number | undefined;
  /** Where the source keeps it; most ask for a token. */
  readonly url?: string | undefined;
}

export interface SourceReaction {
  /** An emoji, or the source's name of one. */
  readonly emoji: string;
  /** Ids of users. */
  readonly users: readonly string[];
}
