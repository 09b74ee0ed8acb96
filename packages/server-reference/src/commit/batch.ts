import type { MemberBody, Role, StreamId } from '@tidemark/protocol';
import type { Policy, RowWrite, View } from '../domain/decision.ts';
import { settingsOf } from '../domain/settings.ts';
import { readersOf } from '../domain/visible.ts';
import type { StoredMark, StoredOp, StoredRow, Writes } from '../log/log.ts';
import { type CachedStream, recordOf } from './cached-stream.ts';
import { type RowTable, rowId } from './row-table.ts';
import type { StreamCache } from './stream-cache.ts';

/** What one op changed in one stream. */
export interface Changed {
  readonly state: CachedStream;
  readonly from: number;
  readonly to: number;
  readonly rows: readonly StoredRow[];
  /** As of this change: who may read it, and from which ord on, where not from the first. */
  readonly members: ReadonlyMap<string, Role>;
  readonly froms: ReadonlyMap<string, number>;
}

export interface RaisedMarks {
  readonly state: CachedStream;
  readonly from: number;
  readonly marks: Map<string, StoredMark>;
  /** By user: the lowest place that a mark rose from. Messages up to there are as they were. */
  readonly since: Map<string, number>;
}

/** The effects of a batch while it is decided: in the cached streams at once, in the log only at the end. */
export interface Batch extends View {
  readonly at: number;
  readonly raised: ReadonlyMap<StreamId, RaisedMarks>;
  stream(stream: StreamId): CachedStream;
  findOp(opId: string): StoredOp | undefined;
  /** Gives the rows their revs and ords, by stream in the order of the rows. */
  write(rows: readonly RowWrite[], opId: string): readonly Changed[];
  remember(op: Omit<StoredOp, 'epoch'>): void;
  raise(stream: StreamId, user: string, to: { delivered: number; read: number; isPrivate: boolean }): void;
  /** What everybody derives from a message its author sent: kept, not counted (PRO-31). */
  raiseAuthor(stream: StreamId, user: string, ord: number): void;
  /** A new history for a stream (PRO-13). */
  renew(stream: StreamId, epoch: string): void;
  /** The earliest time at which something is to be done with a row written so far. */
  dueAt(): number | undefined;
  /** What is to be stored, or nothing. */
  writes(): Writes | undefined;
}

export interface BatchSource {
  readonly at: number;
  readonly cache: StreamCache;
  readonly policy: Policy;
  readonly ops: readonly StoredOp[];
  readonly rows: RowTable;
  readonly conversations: ReadonlyMap<string, readonly StreamId[]>;
}

export function createBatch({ at, cache, policy, ops, rows, conversations }: BatchSource): Batch {
  const known = new Map(ops.map((op) => [op.opId, op]));
  const joined = new Map([...conversations].map(([user, streams]) => [user, new Set(streams)]));
  const dirty = new Set<CachedStream>();
  const sent = new Map<string, StoredRow>();
  const changed = new Map<string, StoredRow>();
  const newOps: Omit<StoredOp, 'epoch'>[] = [];
  const raised = new Map<StreamId, RaisedMarks>();
  const newMarks = new Map<string, { stream: StreamId; mark: StoredMark }>();
  let earliestDue: number | undefined;

  const touch = (state: CachedStream): void => {
    state.exists = true;
    state.touchedAt = at;
    dirty.add(state);
  };

  const keepMark = (state: CachedStream, mark: StoredMark): void => {
    touch(state);
    state.marks.set(mark.user, mark);
    newMarks.set(`${state.stream}\n${mark.user}`, { stream: state.stream, mark });
  };

  const raise: Batch['raise'] = (stream, user, { delivered, read, isPrivate }) => {
    const state = cache.get(stream);
    const mark = state.marks.get(user) ?? noMark(user);
    const next = raisedMark(mark, Math.min(state.ord, Math.max(delivered, read)), Math.min(state.ord, read), isPrivate);
    if (next === mark) return;
    const entry = raised.get(stream) ?? { state, from: state.marksRev, marks: new Map(), since: new Map() };
    raised.set(stream, entry);
    state.marksRev += 1;
    const counted = { ...next, rev: state.marksRev };
    keepMark(state, counted);
    entry.marks.set(user, counted);
    entry.since.set(user, Math.min(entry.since.get(user) ?? Infinity, roseFrom(mark, next)));
  };

  const raiseAuthor: Batch['raiseAuthor'] = (stream, user, ord) => {
    const state = cache.get(stream);
    state.wrote.set(user, ord);
    keepMark(state, raisedMark(state.marks.get(user) ?? noMark(user), ord, ord, false));
  };

  const setMember = (state: CachedStream, { members, froms }: People, user: string, body: string | null): void => {
    const isNew = !members.has(user);
    const { role, from } = JSON.parse(body ?? '{}') as Partial<MemberBody>;
    if (role === undefined) members.delete(user);
    else members.set(user, role);
    if (from === undefined) froms.delete(user);
    else froms.set(user, from);
    const streams = joined.get(user) ?? new Set();
    joined.set(user, streams.add(state.stream));
    if (isNew && body !== null && state.ord > 0) {
      raise(state.stream, user, { delivered: state.ord, read: state.ord, isPrivate: false });
    }
  };

  const setMembers = (stream: StreamId, rows: readonly StoredRow[]): void => {
    const told = rows.filter(({ collection }) => collection === 'member');
    if (told.length === 0 || !stream.startsWith('conversation:')) return;
    const state = cache.get(stream);
    const people = { members: new Map(state.members), froms: new Map(state.froms) };
    for (const { key, body } of told) setMember(state, people, key, body);
    Object.assign(state, people);
  };

  /** What the cached stream holds of its rows follows them. */
  const follow = (state: CachedStream, { collection, key, body }: StoredRow): void => {
    if (collection === 'conversation') state.settings = settingsOf(body);
    if (collection !== 'block') return;
    if (body === null) state.blocked.delete(key);
    else state.blocked.add(key);
  };

  const writeRow = (write: RowWrite, op: string): StoredRow => {
    const { stream, collection, key, body, author, about, dueAt } = write;
    const state = cache.get(stream);
    touch(state);
    state.at = at;
    state.rev += 1;
    if (write.ord === 'next') state.ord += 1;
    const ord = write.ord === 'next' ? state.ord : write.ord;
    const before = rows.get(write);
    const madeAt = before === undefined || (before.body === null && body !== null) ? at : before.at;
    // Only a message's author changes its body, and only its body.
    const editedAt = before?.ord === undefined || body === null ? undefined : at;
    const made = { stream, collection, key, rev: state.rev, ord, at: madeAt, editedAt, about, dueAt };
    const row: StoredRow = { ...made, author, op, body };
    const id = rowId(row);
    rows.add([row]);
    if (dueAt !== undefined) earliestDue = Math.min(dueAt, earliestDue ?? dueAt);
    if (write.ord === undefined) follow(state, row);
    if (write.thread !== undefined) state.thread = write.thread;
    if (write.ord === 'next' || sent.has(id)) sent.set(id, row);
    else changed.set(id, row);
    return row;
  };

  return {
    at,
    raised,
    stream: cache.get,
    policy,
    row: rows.get,
    under: rows.under,
    conversationsOf: (user) => joined.get(user) ?? [],
    findOp: (opId) => known.get(opId),
    raise,
    raiseAuthor,
    write: (rowWrites, opId) => {
      const byStream = new Map<StreamId, StoredRow[]>();
      for (const each of rowWrites) {
        const row = writeRow(each, opId);
        const list = byStream.get(row.stream);
        if (list) list.push(row);
        else byStream.set(row.stream, [row]);
      }
      return [...byStream].map(([stream, written]) => {
        setMembers(stream, written);
        const state = cache.get(stream);
        const { froms, rev } = state;
        const members = readersOf({ stream: cache.get }, stream);
        return { state, from: rev - written.length, to: rev, rows: written, members, froms };
      });
    },
    remember: (op) => {
      newOps.push(op);
      known.set(op.opId, { ...op, epoch: cache.get(op.stream).epoch });
    },
    renew: (stream, epoch) => {
      const state = cache.get(stream);
      state.epoch = epoch;
      touch(state);
    },
    dueAt: () => earliestDue,
    writes: () => {
      if (dirty.size === 0 && newOps.length === 0) return undefined;
      const all = [...changed.values()];
      return {
        at,
        streams: [...dirty].map(recordOf),
        sent: [...sent.values()],
        changed: all.filter((row) => row.collection === 'message' && row.ord !== undefined),
        rows: all.filter((row) => row.ord === undefined),
        ops: newOps,
        marks: [...newMarks.values()],
      };
    },
  };
}

interface People {
  readonly members: Map<string, Role>;
  readonly froms: Map<string, number>;
}

const noMark = (user: string): StoredMark => ({ user, delivered: 0, read: 0, ownDelivered: 0, ownRead: 0, rev: 0 });

/** The lower of the marks shown to others that rose. */
function roseFrom(before: StoredMark, after: StoredMark): number {
  const delivered = after.delivered > before.delivered ? before.delivered : Infinity;
  return after.read > before.read ? Math.min(delivered, before.read) : delivered;
}

/** The same object when nothing rose. */
function raisedMark(mark: StoredMark, delivered: number, read: number, isPrivate: boolean): StoredMark {
  const next = {
    ...mark,
    delivered: isPrivate ? mark.delivered : Math.max(mark.delivered, delivered),
    read: isPrivate ? mark.read : Math.max(mark.read, read),
    ownDelivered: Math.max(mark.ownDelivered, delivered),
    ownRead: Math.max(mark.ownRead, read),
  };
  const isHigher =
    next.delivered > mark.delivered ||
    next.read > mark.read ||
    next.ownDelivered > mark.ownDelivered ||
    next.ownRead > mark.ownRead;
  return isHigher ? next : mark;
}
