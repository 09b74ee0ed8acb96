import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type Head, parseStream, type Role, type StreamId } from '@tidemark/protocol';
import { headOf } from './encode-row.ts';
import type {
  Listed,
  ListRequest,
  LoadedStream,
  RowKey,
  StoredMark,
  StoredOp,
  StoredRow,
  StreamRecord,
} from './log.ts';
import type { StreamIds } from './stream-ids.ts';

export type SqlRow = Record<string, SQLOutputValue>;

export interface Reads {
  record(stream: StreamId): StreamRecord | undefined;
  load(stream: StreamId): LoadedStream | undefined;
  row(key: RowKey): StoredRow | undefined;
  under(prefix: RowKey): readonly StoredRow[];
  findOps(opIds: readonly string[]): readonly StoredOp[];
  conversationsOf(user: string): readonly StreamId[];
  members(stream: StreamId): readonly string[];
  /** The first ord a user may see; undefined: nothing of the conversation. */
  visibleFrom(stream: StreamId, user: string): number | undefined;
  /** Whether both are members of a conversation that is no thread. */
  share(user: string, other: string): boolean;
  movedSince(user: string, at: number): readonly Head[];
  list(request: ListRequest): readonly Listed[];
  clock(): number;
}

/** Of member rows r and their streams s: a thread is open only to those who see the message it began with. */
const OPEN_TO_MEMBER = `(s.parent is null or exists (
  select 1 from rows p where p.stream = s.parent and p.collection = 'member' and p.key = r.key and p.body is not null
    and ifnull(json_extract(p.body, '$.from'), 1) <= s.root_ord))`;

/** The first ord that a member sees, by the body of the member's row. */
const fromOf = (body: string): number => (JSON.parse(body) as { from?: number }).from ?? 1;

/** The point reads and the lists; ranges of a stream are in sqlite-part.ts. */
export function createReads(db: DatabaseSync, ids: StreamIds): Reads {
  const record = db.prepare(
    'select s.*, p.stream as parent_name from streams s left join streams p on p.id = s.parent where s.stream = ?',
  );
  const members = db.prepare(
    `select r.key, r.body, m.delivered, m.read, m.own_delivered, m.own_read, m.rev
     from rows r left join marks m on m.stream = r.stream and m.user = r.key
     where r.stream = ? and r.collection = 'member' and r.body is not null order by r.at, r.key`,
  );
  const blocked = db.prepare("select key from rows where stream = ? and collection = 'block' and body is not null");
  const memberKeys = db.prepare("select key from rows where stream = ? and collection = 'member' and body is not null");
  const member = db.prepare(
    "select body from rows where stream = ? and collection = 'member' and key = ? and body is not null",
  );
  const row = db.prepare('select * from rows where stream = ? and collection = ? and key = ?');
  const rowsUnder = db.prepare(
    `select * from rows where stream = ? and collection = ? and key >= ? and key < ? and body is not null order by key`,
  );
  const message = db.prepare(
    'select m.* from ops o join messages m on m.stream = o.stream and m.ord = o.ord where o.op_id = ? and m.stream = ?',
  );
  const newestMessage = db.prepare('select * from messages where stream = ? and ord = ?');
  // One statement for all ids of a batch: a call each costs thirty times the look into the index. The order of the joins
  // is fixed, or the planner would walk through all ops.
  const ops = db.prepare(
    `select o.*, s.stream as name, s.epoch from json_each(?) j cross join ops o on o.op_id = j.value
     cross join streams s on s.id = o.stream`,
  );
  const joined = `from rows r join streams s on s.id = r.stream
    where r.key = ? and r.collection = 'member' and r.body is not null and ${OPEN_TO_MEMBER}`;
  const shared = db.prepare(
    `select 1 from rows a join rows b on b.stream = a.stream and b.key = ? and b.collection = 'member' and b.body is not null
       join streams s on s.id = a.stream and s.parent is null
     where a.key = ? and a.collection = 'member' and a.body is not null limit 1`,
  );
  const conversations = db.prepare(`select s.stream ${joined}`);
  const moved = db.prepare(`select s.* ${joined} and s.touched_at >= ?`);
  const listed = db.prepare(
    `select s.*, m.own_delivered, m.own_read, r.body as member from rows r join streams s on s.id = r.stream
       left join marks m on m.stream = r.stream and m.user = r.key
     where r.key = ? and r.collection = 'member' and r.body is not null and ${OPEN_TO_MEMBER} and s.touched_at >= ?
       and (s.at, s.stream) < (?, ?)
     order by s.at desc, s.stream desc limit ?`,
  );
  const visibleFrom: Reads['visibleFrom'] = (stream, user) => {
    const found = record.get(stream);
    if (found === undefined) return undefined;
    const body = member.get(Number(found['parent'] ?? found['id']), user)?.['body'];
    if (body === undefined) return undefined;
    const from = fromOf(body as string);
    if (found['parent'] === null) return from;
    return from <= Number(found['root_ord']) ? 1 : undefined;
  };
  const clock = db.prepare("select value from meta where name = 'clock'");

  return {
    record: (stream) => {
      const found = record.get(stream);
      return found && streamRecord(found);
    },
    load: (stream) => {
      const found = record.get(stream);
      if (found === undefined) return undefined;
      const id = Number(found['id']);
      const { kind, scope } = parseStream(stream);
      if (kind === 'user') {
        return {
          record: streamRecord(found),
          members: [],
          blocked: blocked.all(id).map((each) => String(each['key'])),
        };
      }
      if (kind === 'app') return { record: streamRecord(found), members: [] };
      const conversation = (row.get(id, 'conversation', scope)?.['body'] ?? undefined) as string | undefined;
      return { record: streamRecord(found), members: members.all(id).map(loadedMember), conversation };
    },
    row: ({ stream, collection, key }) => {
      const id = ids.find(stream);
      if (id === undefined) return undefined;
      const isMessage = collection === 'message' && stream.startsWith('conversation:');
      const found = isMessage ? message.get(key, id) : row.get(id, collection, key);
      // A later op on a message has an ord of its own entry, too; only the op that made it bears its key.
      if (found === undefined || found['key'] !== key) return undefined;
      return storedRow(stream, found);
    },
    under: ({ stream, collection, key }) =>
      rowsUnder
        .all(ids.find(stream) ?? 0, collection, key, `${key}\u{10ffff}`)
        .map((found) => storedRow(stream, found)),
    findOps: (opIds) => ops.all(JSON.stringify(opIds)).map(storedOp),
    conversationsOf: (user) => conversations.all(user).map((found) => found['stream'] as StreamId),
    members: (stream) =>
      memberKeys
        .all(ids.find(stream) ?? 0)
        .map((found) => found['key'] as string)
        .filter((user) => visibleFrom(stream, user) !== undefined),
    visibleFrom,
    share: (user, other) => shared.get(other, user) !== undefined,
    movedSince: (user, at) => moved.all(user, at).map((found) => headOf(streamRecord(found))),
    list: ({ user, since, before, limit }) => {
      const at = before?.at ?? Number.MAX_SAFE_INTEGER;
      return listed.all(user, since, at, before?.stream ?? '', limit).map((found) => {
        const head = headOf(streamRecord(found));
        const id = Number(found['id']);
        const scope = head.stream.slice('conversation:'.length);
        const isVisible = fromOf(found['member'] as string) <= head.ord;
        const rows = [row.get(id, 'conversation', scope), isVisible ? newestMessage.get(id, head.ord) : undefined];
        return {
          head,
          rows: rows.flatMap((each) => (each === undefined ? [] : [storedRow(head.stream, each)])),
          delivered: Number(found['own_delivered'] ?? 0),
          read: Number(found['own_read'] ?? 0),
        };
      });
    },
    clock: () => Number(clock.get()?.['value'] ?? 0),
  };
}

export function storedRow(stream: StreamId, found: SqlRow): StoredRow {
  return {
    stream,
    collection: (found['collection'] as string | undefined) ?? 'message',
    key: found['key'] as string,
    rev: found['rev'] as number,
    ord: found['ord'] as number | undefined,
    at: found['at'] as number,
    editedAt: (found['edited_at'] as number | null | undefined) ?? undefined,
    about: (found['about'] as number | null | undefined) ?? undefined,
    dueAt: (found['due_at'] as number | null | undefined) ?? undefined,
    author: found['author'] as string,
    op: found['op'] as string,
    body: found['body'] as string | null,
  };
}

export function storedMark(found: SqlRow): StoredMark {
  return {
    user: found['user'] as string,
    delivered: found['delivered'] as number,
    read: found['read'] as number,
    ownDelivered: found['own_delivered'] as number,
    ownRead: found['own_read'] as number,
    rev: found['rev'] as number,
  };
}

function streamRecord(found: SqlRow): StreamRecord {
  const { parent_name: parent } = found;
  return {
    stream: found['stream'] as StreamId,
    epoch: found['epoch'] as string,
    rev: found['rev'] as number,
    ord: found['ord'] as number,
    marksRev: found['marks_rev'] as number,
    at: found['at'] as number,
    touchedAt: found['touched_at'] as number,
    ...(parent && { thread: { parent: parent as StreamId, rootOrd: Number(found['root_ord']) } }),
  };
}

function loadedMember(found: SqlRow): LoadedStream['members'][number] {
  const user = found['key'] as string;
  const { role, from } = JSON.parse(found['body'] as string) as { role: Role; from?: number };
  const hasMark = found['rev'] !== null;
  const none: StoredMark = { user, delivered: 0, read: 0, ownDelivered: 0, ownRead: 0, rev: 0 };
  return { user, role, from, mark: hasMark ? { ...storedMark(found), user } : none };
}

function storedOp(found: SqlRow): StoredOp {
  return {
    opId: found['op_id'] as string,
    stream: found['name'] as StreamId,
    epoch: found['epoch'] as string,
    rev: found['rev'] as number,
    ord: (found['ord'] as number | null) ?? undefined,
    at: found['at'] as number,
    author: found['author'] as string,
  };
}
