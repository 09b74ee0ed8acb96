import { parseStream, type StreamId } from '@tidemark/protocol';
import { byDue } from './by-due.ts';
import { cutPage, placeOf, travelsAlone } from './cut-page.ts';
import { cutTo } from './cut-to.ts';
import { headOf, markFor } from './encode-row.ts';
import { findMessages, type Searched } from './find-messages.ts';
import { firstAt } from './first-at.ts';
import type { LoadedStream, Log, PartRequest, StoredMark, StoredOp, StoredRow, StreamRecord, Writes } from './log.ts';
import { type PartPlan, planPart } from './plan-part.ts';

/** Everything a log in memory holds. Records are replaced, never changed, so a copy of the maps is a snapshot. */
export interface MemoryLogStore {
  epoch: string;
  lastAt: number;
  readonly streams: Map<StreamId, MemoryStream>;
  readonly ops: Map<string, Omit<StoredOp, 'epoch'>>;
}

interface MemoryStream {
  record: StreamRecord;
  /** The message of ord n stands at n - 1. */
  readonly messages: StoredRow[];
  /** Every other row, by `collection` and `key`. */
  readonly rows: Map<string, StoredRow>;
  readonly marks: Map<string, StoredMark>;
}

/** An empty store with a history of its own. */
export function createMemoryLogStore(epoch: string): MemoryLogStore {
  return { epoch, lastAt: 0, streams: new Map(), ops: new Map() };
}

/** A copy that later commits do not reach: a backup. With `epoch`, one that was restored: a new history in every stream. */
export function copyMemoryLogStore(store: MemoryLogStore, epoch?: string): MemoryLogStore {
  const streams = [...store.streams].map(([stream, { record, messages, rows, marks }]): [StreamId, MemoryStream] => [
    stream,
    {
      record: epoch === undefined ? record : { ...record, epoch },
      messages: [...messages],
      rows: new Map(rows),
      marks: new Map(marks),
    },
  ]);
  return {
    epoch: epoch ?? store.epoch,
    lastAt: store.lastAt,
    streams: new Map(streams),
    ops: new Map(store.ops),
  };
}

/** A log over `store`, for simulations and tests: it lives as long as the store does, and answers as SQLite does. */
export function openMemoryLog(store: MemoryLogStore): Log {
  const { streams } = store;
  return {
    epoch: store.epoch,
    lastAt: store.lastAt,
    loadStreams: async (names) =>
      names.flatMap((name) => {
        const found = streams.get(name);
        return found === undefined ? [] : [loaded(found)];
      }),
    loadRows: async (keys) =>
      keys.flatMap(({ stream, collection, key }) => {
        const found = streams.get(stream);
        const row = isMessage(stream, collection)
          ? messageOf(store, found, key)
          : found?.rows.get(rowId(collection, key));
        return row === undefined ? [] : [row];
      }),
    loadUnder: async (prefixes) =>
      prefixes.flatMap(({ stream, collection, key }) =>
        [...(streams.get(stream)?.rows.values() ?? [])].filter(
          (row) => row.collection === collection && row.key.startsWith(key) && row.body !== null,
        ),
      ),
    commit: async (writes) => write(store, writes),
    due: async (by, limit) =>
      [...streams.values()]
        .flatMap(({ messages, rows }) => [...messages, ...rows.values()])
        .filter(({ dueAt = Number.POSITIVE_INFINITY }) => dueAt <= by)
        .sort(byDue)
        .slice(0, limit),
    findOps: async (opIds) => opIds.flatMap((opId) => opOf(store, opId) ?? []),
    conversationsOf: async (user) => joinedBy(store, user).map(({ record }) => record.stream),
    members: async (stream) =>
      membersOf(streams.get(stream)).filter((user) => visibleFrom(store, streams.get(stream), user) !== undefined),
    sharing: async (user, others) => {
      const shared = joinedBy(store, user).filter(({ record }) => record.thread === undefined);
      return others.filter((other) => shared.some((stream) => isMember(stream, other)));
    },
    read: async (request) => readPart(store, request),
    heads: async (user, names) =>
      names.flatMap((name) => {
        const found = streams.get(name);
        const isHidden = name.startsWith('conversation:') && visibleFrom(store, found, user) === undefined;
        return found === undefined || isHidden ? [] : [headOf(found.record)];
      }),
    movedSince: async (user, at) =>
      joinedBy(store, user)
        .filter(({ record }) => record.touchedAt >= at)
        .map(({ record }) => headOf(record)),
    list: async ({ user, since, before, limit }) => {
      const found = joinedBy(store, user)
        .filter(({ record }) => record.touchedAt >= since)
        .filter(({ record }) => before === undefined || isBefore(record, before))
        .sort((a, b) => (isBefore(a.record, b.record) ? 1 : -1));
      const listed = found.slice(0, limit).map((each) => {
        const { record, rows, messages, marks } = each;
        const scope = record.stream.slice('conversation:'.length);
        const mark = marks.get(user);
        const newest = (visibleFrom(store, each, user) ?? 1) <= record.ord ? messages[record.ord - 1] : undefined;
        const told = [rows.get(rowId('conversation', scope)), newest];
        return {
          head: headOf(record),
          rows: told.flatMap((row) => row ?? []),
          delivered: mark?.ownDelivered ?? 0,
          read: mark?.ownRead ?? 0,
        };
      });
      return { listed, done: found.length <= limit, asOf: store.lastAt };
    },
    locate: async ({ stream, user, what }) => {
      const found = streams.get(stream);
      const from = visibleFrom(store, found, user);
      if (found === undefined || from === undefined) return undefined;
      const { epoch, ord: newest } = found.record;
      if ('at' in what) return { epoch, ord: firstAt(from, newest, what.at, (ord) => atOf(found, ord)) };
      const ord = messageOf(store, found, what.message)?.ord ?? 0;
      return { epoch, ord: ord < from ? undefined : ord };
    },
    find: async ({ user, conversation, ...wanted }) => {
      const named = conversation === undefined ? joinedBy(store, user) : [streams.get(conversation)];
      const places = named.flatMap((stream) => searched(stream, visibleFrom(store, stream, user)));
      if (conversation !== undefined && places.length === 0) return undefined;
      return { ...(await findMessages(places, wanted)), complete: true };
    },
    check: async () => {},
    close: async () => {},
  };
}

const rowId = (collection: string, key: string): string => `${collection}\n${key}`;
const isMessage = (stream: StreamId, collection: string): boolean =>
  collection === 'message' && stream.startsWith('conversation:');

function loaded({ record, marks, ...stream }: MemoryStream): LoadedStream {
  const { kind, scope } = parseStream(record.stream);
  const live = (wanted: string): readonly StoredRow[] =>
    [...stream.rows.values()].filter(({ collection, body }) => collection === wanted && body !== null);
  if (kind === 'user') return { record, members: [], blocked: live('block').map(({ key }) => key) };
  if (kind === 'app') return { record, members: [] };
  const members = live('member')
    .toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
    .map(({ key: user, body }) => {
      const { role, from } = JSON.parse(body ?? '{}');
      const mark = marks.get(user) ?? { user, delivered: 0, read: 0, ownDelivered: 0, ownRead: 0, rev: 0 };
      return { user, role, from, mark };
    });
  return { record, members, conversation: stream.rows.get(rowId('conversation', scope))?.body ?? undefined };
}

/** The first ord a user may see; undefined: nothing of the conversation. */
function visibleFrom({ streams }: MemoryLogStore, stream: MemoryStream | undefined, user: string): number | undefined {
  const thread = stream?.record.thread;
  const body = (thread === undefined ? stream : streams.get(thread.parent))?.rows.get(rowId('member', user))?.body;
  if (!body) return undefined;
  const from: number = JSON.parse(body).from ?? 1;
  if (thread === undefined) return from;
  return from <= thread.rootOrd ? 1 : undefined;
}

/** A message has the opId of its first op as its key. */
function messageOf(store: MemoryLogStore, stream: MemoryStream | undefined, key: string): StoredRow | undefined {
  const op = store.ops.get(key);
  if (op?.ord === undefined || op.stream !== stream?.record.stream) return undefined;
  const row = stream.messages[op.ord - 1];
  return row?.key === key ? row : undefined;
}

const atOf = ({ messages }: MemoryStream, ord: number): number => messages[ord - 1]?.at ?? 0;

/** Every message is a candidate: what is in memory is small. */
function searched(found: MemoryStream | undefined, from: number | undefined): readonly Searched[] {
  if (found === undefined || from === undefined) return [];
  const { stream, at, ord } = found.record;
  const candidates = (lowest: number, highest: number): readonly StoredRow[] =>
    found.messages.slice(lowest - 1, Math.max(lowest - 1, highest)).toReversed();
  return [{ stream, at, from, to: ord, atOf: (each) => atOf(found, each), candidates }];
}

function opOf(store: MemoryLogStore, opId: string): StoredOp | undefined {
  const op = store.ops.get(opId);
  const stream = op && store.streams.get(op.stream);
  return stream && { ...op, epoch: stream.record.epoch };
}

function isMember(stream: MemoryStream | undefined, user: string): boolean {
  return (stream?.rows.get(rowId('member', user))?.body ?? null) !== null;
}

function membersOf(stream: MemoryStream | undefined): readonly string[] {
  const rows = [...(stream?.rows.values() ?? [])];
  return rows.filter(({ collection, body }) => collection === 'member' && body !== null).map(({ key }) => key);
}

function joinedBy(store: MemoryLogStore, user: string): readonly MemoryStream[] {
  const joined = [...store.streams.values()].filter((stream) => isMember(stream, user));
  return joined.filter((stream) => visibleFrom(store, stream, user) !== undefined);
}

function isBefore(a: { at: number; stream: StreamId }, b: { at: number; stream: StreamId }): boolean {
  return a.at === b.at ? a.stream < b.stream : a.at < b.at;
}

function write(store: MemoryLogStore, writes: Writes): void {
  for (const { opId } of writes.ops) if (store.ops.has(opId)) throw new Error(`the op ${opId} is in the log already`);
  for (const record of writes.streams) {
    const found = store.streams.get(record.stream);
    if (found) found.record = record;
    else store.streams.set(record.stream, { record, messages: [], rows: new Map(), marks: new Map() });
  }
  const streamOf = (stream: StreamId): MemoryStream => {
    const found = store.streams.get(stream);
    if (found === undefined) throw new Error(`no stream ${stream} in the log`);
    return found;
  };
  for (const row of [...writes.sent, ...writes.changed]) streamOf(row.stream).messages[(row.ord ?? 0) - 1] = row;
  for (const row of writes.rows) streamOf(row.stream).rows.set(rowId(row.collection, row.key), row);
  for (const op of writes.ops) store.ops.set(op.opId, op);
  for (const { stream, mark } of writes.marks) streamOf(stream).marks.set(mark.user, mark);
  store.lastAt = writes.at;
}

function readPart(store: MemoryLogStore, request: PartRequest): Awaited<ReturnType<Log['read']>> {
  const { stream, user, want } = request;
  const absent = { stream, epoch: store.epoch, rev: 0, ord: 0, marksRev: 0, at: 0, touchedAt: 0 };
  const found: MemoryStream = store.streams.get(stream) ?? {
    record: absent,
    messages: [],
    rows: new Map(),
    marks: new Map(),
  };
  const head = headOf(found.record);
  const minOrd = stream.startsWith('conversation:') ? visibleFrom(store, found, user) : 1;
  if (minOrd === undefined) return { head, isMember: false, minOrd: 1, rows: [] };
  const plan = planPart(found.record, want, request, minOrd);
  if (plan.kind === 'page') return { head, isMember: true, minOrd, ...page(found, plan, request, minOrd) };
  const changed = [...found.messages, ...found.rows.values()]
    .filter((row) => row.rev > plan.from && (placeOf(row) ?? minOrd) >= minOrd)
    .sort((a, b) => a.rev - b.rev);
  const rows = cutTo(changed, request);
  const to = rows.length < changed.length ? (rows.at(-1)?.rev ?? plan.from) : head.rev;
  const marks = [...found.marks.values()].filter((mark) => mark.rev > plan.marksSince).sort((a, b) => a.rev - b.rev);
  return { head, isMember: true, minOrd, rows, to, marks: marks.map((mark) => markFor(user, mark)) };
}

function page(
  { messages, rows, marks }: MemoryStream,
  plan: Extract<PartPlan, { kind: 'page' }>,
  request: PartRequest,
  minOrd: number,
) {
  const isWithin = (place: number): boolean => place >= plan.from && place <= plan.to;
  const about = [...rows.values()].filter((row) => !travelsAlone(row) && isWithin(row.about ?? 0));
  const found = [...messages.slice(plan.from - 1, plan.to), ...about].filter((row) => row.rev > plan.sinceRev);
  const cut = cutPage(plan, found, request);
  const { othersSince } = plan;
  const alone = [...rows.values()].filter(
    (row) => row.rev > (othersSince ?? Infinity) && travelsAlone(row) && (row.about ?? minOrd) >= minOrd,
  );
  const others = [...cut.about, ...alone].sort((a, b) => a.rev - b.rev);
  const part = { rows: [...cut.messages, ...others], ords: cut.ords };
  if (othersSince === undefined) return part;
  const everybody = [...rows.values()].filter(({ collection, body }) => collection === 'member' && body !== null);
  const everyMark = everybody.map(({ key }) =>
    markFor(request.user, marks.get(key) ?? { user: key, delivered: 0, read: 0, ownDelivered: 0, ownRead: 0, rev: 0 }),
  );
  return { ...part, marks: everyMark };
}
