import type { Head, Locate, Mark, Role, StreamId, Want } from '@tidemark/protocol';
import type { Phrase } from '@tidemark/protocol/words';

/** A stream's counters and times, as stored. */
export interface StreamRecord {
  readonly stream: StreamId;
  readonly epoch: string;
  readonly rev: number;
  readonly ord: number;
  readonly marksRev: number;
  /** Server time of the last change. */
  readonly at: number;
  /** Server time of the last change or mark. */
  readonly touchedAt: number;
  /** Of a thread: the conversation it belongs to, and the place there of the message it began with (PRO-56). */
  readonly thread?: { readonly parent: StreamId; readonly rootOrd: number } | undefined;
}

/** A row as stored: its body stays the JSON text it came as; null is a tombstone. */
export interface StoredRow {
  readonly stream: StreamId;
  readonly collection: string;
  readonly key: string;
  readonly rev: number;
  readonly ord?: number | undefined;
  /** Server time of the commit that made the row. */
  readonly at: number;
  /** Of a message: server time of the last change of its body. */
  readonly editedAt?: number | undefined;
  /** Of another row in a conversation: the ord of the message it belongs to (PRO-48). */
  readonly about?: number | undefined;
  /** Server time at which something has to be done with it: a message deleted (PRO-59), a scheduled one sent (PRO-60). */
  readonly dueAt?: number | undefined;
  readonly author: string;
  /** The op that made this version. */
  readonly op: string;
  readonly body: string | null;
}

export interface StoredOp {
  readonly opId: string;
  readonly stream: StreamId;
  /** The stream's present epoch. */
  readonly epoch: string;
  readonly rev: number;
  readonly ord?: number | undefined;
  readonly at: number;
  readonly author: string;
}

/** A member's watermarks: what others see, and what their own devices see (PRO-33). */
export interface StoredMark {
  readonly user: string;
  readonly delivered: number;
  readonly read: number;
  readonly ownDelivered: number;
  readonly ownRead: number;
  /** The marksRev of the last raise. */
  readonly rev: number;
}

/** A stream with what deciding an op needs. */
export interface LoadedStream {
  readonly record: StreamRecord;
  /** Of a conversation: its members, by the time they joined. */
  readonly members: readonly LoadedMember[];
  /** Of a conversation: the body of its row. */
  readonly conversation?: string | undefined;
  /** Of a user's own stream: whom they block. */
  readonly blocked?: readonly string[] | undefined;
}

export interface LoadedMember {
  readonly user: string;
  readonly role: Role;
  /** The first ord they may see, where it is not 1. */
  readonly from?: number | undefined;
  readonly mark: StoredMark;
}

export interface RowKey {
  readonly stream: StreamId;
  readonly collection: string;
  readonly key: string;
}

/** Everything one batch changes. Stored wholly or not at all. */
export interface Writes {
  /** Server time of the batch: the clock's new high-water mark. */
  readonly at: number;
  /** Streams new or changed, in their final state. */
  readonly streams: readonly StreamRecord[];
  /** Messages that take a new ord. */
  readonly sent: readonly StoredRow[];
  /** Messages changed, each once, in its final state. */
  readonly changed: readonly StoredRow[];
  /** Rows of every other collection, each once, in its final state. */
  readonly rows: readonly StoredRow[];
  readonly ops: readonly Omit<StoredOp, 'epoch'>[];
  readonly marks: readonly { readonly stream: StreamId; readonly mark: StoredMark }[];
}

export interface PartRequest {
  readonly stream: StreamId;
  readonly user: string;
  readonly want: Want;
  readonly limit: number;
  readonly maxBytes: number;
  readonly catchUpRevs: number;
}

/** A part of a stream, read from one snapshot. */
export interface Part {
  readonly head: Head;
  /** Of a conversation: whether the user may read it. Everything else is empty when not. */
  readonly isMember: boolean;
  /** The oldest ord the user may see. */
  readonly minOrd: number;
  readonly rows: readonly StoredRow[];
  /** Present in a page: the ords covered. */
  readonly ords?: readonly [number, number] | undefined;
  /** Present in changes: the rev up to which `rows` is complete. */
  readonly to?: number | undefined;
  /** In the view of the user asked for. */
  readonly marks?: readonly Mark[] | undefined;
}

export interface ListRequest {
  readonly user: string;
  readonly since: number;
  readonly before?: { readonly at: number; readonly stream: StreamId } | undefined;
  readonly limit: number;
}

export interface Listed {
  readonly head: Head;
  readonly rows: readonly StoredRow[];
  readonly delivered: number;
  readonly read: number;
}

export interface LocateRequest {
  readonly stream: StreamId;
  readonly user: string;
  readonly what: Locate['what'];
}

/** Where something stands in a conversation, for somebody who may read it. */
export interface LocatedPlace {
  readonly epoch: string;
  /** Undefined: there is no such message that the user may see. */
  readonly ord: number | undefined;
}

/** What is looked for, whoever may see it. */
export interface Wanted {
  readonly phrase: Phrase;
  readonly from?: string | undefined;
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  /** Only what follows this hit. */
  readonly page?: Place | undefined;
  readonly limit: number;
}

/** Where a hit stands among all: newest first, in one commit by stream, the last name first. */
export interface Place {
  readonly at: number;
  readonly ord: number;
  readonly stream: StreamId;
}

export interface FindRequest extends Wanted {
  readonly user: string;
  /** Absent: all that the user is a member of. */
  readonly conversation?: StreamId | undefined;
}

export interface FoundRows {
  /** Newest first. */
  readonly hits: readonly StoredRow[];
  readonly hasMore: boolean;
  /** False while messages are left that were not looked at. */
  readonly complete: boolean;
}

/**
 * Where streams are kept. Each call is answered from one snapshot, `find` from one a conversation; `commit` is atomic and durable when it resolves.
 * One committer writes at a time and is the only one to call the methods up to `commit`.
 */
export interface Log {
  /** The id of the history; streams that were never given another one have it as their epoch. */
  readonly epoch: string;
  /** The highest server time ever committed, as of the opening. */
  readonly lastAt: number;
  /** Those that exist. */
  loadStreams(streams: readonly StreamId[]): Promise<readonly LoadedStream[]>;
  /** Those that exist, tombstones included. */
  loadRows(keys: readonly RowKey[]): Promise<readonly StoredRow[]>;
  /** The live rows, messages aside, whose key begins with that of one of these. */
  loadUnder(prefixes: readonly RowKey[]): Promise<readonly StoredRow[]>;
  commit(writes: Writes): Promise<void>;
  /** The rows with something due at or before a server time (`dueAt`), the earliest first. */
  due(by: number, limit: number): Promise<readonly StoredRow[]>;
  findOps(opIds: readonly string[]): Promise<readonly StoredOp[]>;
  conversationsOf(user: string): Promise<readonly StreamId[]>;
  /** Who is a member, and may read: of a thread only those who may read what it belongs to. */
  members(stream: StreamId): Promise<readonly string[]>;
  /** Those of the others who are members of a conversation, no thread, together with the user. */
  sharing(user: string, others: readonly string[]): Promise<readonly string[]>;
  read(request: PartRequest): Promise<Part>;
  /** Of those streams that exist, the conversations only where the user may read. */
  heads(user: string, streams: readonly StreamId[]): Promise<readonly Head[]>;
  /** Heads of the user's conversations changed or marked at or after a server time. */
  movedSince(user: string, at: number): Promise<readonly Head[]>;
  list(
    request: ListRequest,
  ): Promise<{ readonly listed: readonly Listed[]; readonly done: boolean; readonly asOf: number }>;
  /** Undefined: there is no such conversation, or the user may not read it. */
  locate(request: LocateRequest): Promise<LocatedPlace | undefined>;
  /** Undefined: there is no such conversation, or the user may not read it. */
  find(request: FindRequest): Promise<FoundRows | undefined>;
  /** Brings up to so many messages into the index of words, where there is one; says whether others are left. */
  index?(messages: number): Promise<boolean>;
  /** Rejects when the log cannot be read. */
  check(): Promise<void>;
  close(): Promise<void>;
}
