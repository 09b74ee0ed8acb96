import type { Op, Role, StreamId, WireCode } from '@tidemark/protocol';
import type { RowKey, StoredRow, StreamRecord } from '../log/log.ts';
import type { Settings } from './settings.ts';

/** What a rule may look at: the state as the ops before this one left it, of the streams and rows it asked for. */
export interface View {
  /** Server time of the commit. */
  readonly at: number;
  readonly policy: Policy;
  stream(stream: StreamId): StreamView;
  row(key: RowKey): StoredRow | undefined;
  /** The live rows whose key begins with this one up to its slash. */
  under(prefix: RowKey): readonly StoredRow[];
  /** Conversations the user may be a member of; the stream's members have the last word. */
  conversationsOf(user: string): Iterable<StreamId>;
}

/** A stream as a rule sees it. */
export interface StreamView {
  readonly exists: boolean;
  readonly rev: number;
  readonly ord: number;
  /** By the time they joined. */
  readonly members: ReadonlyMap<string, Role>;
  readonly froms: ReadonlyMap<string, number>;
  readonly settings: Settings;
  readonly thread: StreamRecord['thread'];
  readonly blocked: ReadonlySet<string>;
}

/** One row as an op leaves it. `ord` of a message: `next` for a new one. */
export interface RowWrite extends RowKey {
  readonly body: string | null;
  readonly author: string;
  readonly ord?: number | 'next' | undefined;
  /** Of another row: the ord of the message it belongs to. */
  readonly about?: number | undefined;
  readonly dueAt?: number | undefined;
  /** Of the row of a new thread: where it belongs. */
  readonly thread?: StreamRecord['thread'];
}

export type Decision =
  | {
      readonly kind: 'write';
      readonly rows: readonly RowWrite[];
      /** The rows are not what the op itself says: tell its author (PRO-24). */
      readonly tell: boolean;
    }
  /** Nothing to do; the row, where there is one. */
  | { readonly kind: 'keep'; readonly row?: StoredRow | undefined }
  | {
      readonly kind: 'refuse';
      readonly code: WireCode;
      readonly found?: string | undefined;
      readonly row?: StoredRow | undefined;
      readonly retryAfterMs?: number | undefined;
    };

/** An op as it was pushed, with its body as text, made once. */
export interface PushedOp {
  readonly op: Op;
  readonly author: string;
  readonly body: string | null;
  /** Its body nests deeper than the protocol allows (PRO-38); it was not read. */
  readonly isTooDeep: boolean;
  /** What the authorization hook allows, for `app:` streams; `failed`: it threw. */
  readonly access: 'write' | 'read' | 'none' | 'failed';
}

/** What the operator of the server decides about messages. */
export interface Policy {
  /** How long an author may edit a message. Absent: for ever. */
  readonly editWindowMs?: number | undefined;
  /** Whether the bodies before an edit are kept, for all members to see. */
  readonly keepEdits?: boolean | undefined;
}

/** What must be loaded before an op can be decided, besides its own stream, and its own row unless it sends a message. */
export interface Need {
  readonly streams?: readonly StreamId[] | undefined;
  readonly rows?: readonly RowKey[] | undefined;
  /** Every row of which the key begins like this; it ends with a slash. */
  readonly under?: readonly RowKey[] | undefined;
}

export const NOTHING: Need = {};

/** The rules of one collection: pure, over what `needs` asked for. */
export interface Rules {
  /** Sees the op's own stream and own row, as the batch before left them. */
  needs(pushed: PushedOp, view: Pick<View, 'conversationsOf' | 'stream' | 'row'>): Need;
  decide(pushed: PushedOp, view: View): Decision;
}

export const refuse = (code: WireCode, found?: string, row?: StoredRow): Extract<Decision, { kind: 'refuse' }> => ({
  kind: 'refuse',
  code,
  found,
  row,
});

export const write = (rows: readonly RowWrite[], tell: boolean): Decision => ({ kind: 'write', rows, tell });

/** The row an op is about. */
export const ownKey = (op: Op): RowKey => ({ stream: op.stream, collection: op.collection, key: keyOf(op) });

export const keyOf = (op: Op): string => op.key ?? op.opId;
