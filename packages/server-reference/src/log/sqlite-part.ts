import type { DatabaseSync } from 'node:sqlite';
import { cutPage } from './cut-page.ts';
import { cutTo } from './cut-to.ts';
import { headOf, markFor } from './encode-row.ts';
import type { Part, PartRequest, StoredRow, StreamRecord } from './log.ts';
import { type PartPlan, planPart } from './plan-part.ts';
import { type Reads, storedMark, storedRow } from './sqlite-read.ts';
import type { StreamIds } from './stream-ids.ts';

/** Reads a part of a stream. Synchronous, so that all of it is one snapshot: nothing else runs in between. */
export function createPartReader(
  db: DatabaseSync,
  ids: StreamIds,
  reads: Reads,
  absent: (stream: StreamRecord['stream']) => StreamRecord,
): (request: PartRequest) => Part {
  const messagesSince = db.prepare(
    'select * from messages where stream = ? and rev > ? and ord >= ? order by rev limit ?',
  );
  const rowsSince = db.prepare(
    'select * from rows where stream = ? and rev > ? and (about is null or about >= ?) order by rev limit ?',
  );
  const rowsAlone = db.prepare(
    `select * from rows where stream = ? and rev > ? and (about is null or (collection = 'pin' and about >= ?))
     order by rev`,
  );
  const rowsAbout = db.prepare(
    "select * from rows where stream = ? and about between ? and ? and collection <> 'pin' and rev > ?",
  );
  const ascending = db.prepare(
    'select * from messages where stream = ? and ord between ? and ? and rev > ? order by ord limit ?',
  );
  const descending = db.prepare(
    'select * from messages where stream = ? and ord between ? and ? and rev > ? order by ord desc limit ?',
  );
  const marksSince = db.prepare('select * from marks where stream = ? and rev > ? order by rev');

  const everyMark = db.prepare(
    `select r.key as user, ifnull(m.delivered, 0) as delivered, ifnull(m.read, 0) as read, ifnull(m.rev, 0) as rev,
       ifnull(m.own_delivered, 0) as own_delivered, ifnull(m.own_read, 0) as own_read
     from rows r left join marks m on m.stream = r.stream and m.user = r.key
     where r.stream = ? and r.collection = 'member' and r.body is not null`,
  );

  const marks = (id: number, user: string, since: number): Part['marks'] =>
    marksSince.all(id, since).map((found) => markFor(user, storedMark(found)));

  const readChanges = (request: PartRequest, place: Place, from: number): FoundPart => {
    const { id, record, minOrd } = place;
    const limit = request.limit + 1;
    const messages = messagesSince.all(id, from, minOrd, limit);
    const others = rowsSince.all(id, from, minOrd, limit);
    const byRev = [...messages, ...others]
      .map((found) => storedRow(request.stream, found))
      .sort((a, b) => a.rev - b.rev);
    const rows = cutTo(byRev, request);
    const to = rows.length < byRev.length ? (rows.at(-1)?.rev ?? from) : record.rev;
    return { rows, to };
  };

  const readPage = (request: PartRequest, { id, minOrd }: Place, plan: PagePlan): FoundPart => {
    const read = plan.cut === 'oldest' ? descending : ascending;
    const messages = read.all(id, plan.from, plan.to, plan.sinceRev, request.limit + 1);
    const about = rowsAbout.all(id, plan.from, plan.to, plan.sinceRev);
    const toRow = (found: (typeof messages)[number]): StoredRow => storedRow(request.stream, found);
    const page = cutPage(plan, [...messages.map(toRow), ...about.map(toRow)], request);
    const alone = plan.othersSince === undefined ? [] : rowsAlone.all(id, plan.othersSince, minOrd).map(toRow);
    const others = [...page.about, ...alone].sort((a, b) => a.rev - b.rev);
    return { rows: [...page.messages, ...others], ords: page.ords };
  };

  return (request) => {
    const { stream, user, want } = request;
    const record = reads.record(stream) ?? absent(stream);
    const head = headOf(record);
    const minOrd = stream.startsWith('conversation:') ? reads.visibleFrom(stream, user) : 1;
    if (minOrd === undefined) return { head, isMember: false, minOrd: 1, rows: [] };
    const place = { id: ids.find(stream) ?? 0, record, minOrd };
    const plan = planPart(record, want, request, minOrd);
    if (plan.kind === 'changes') {
      const found = readChanges(request, place, plan.from);
      return { head, isMember: true, minOrd, ...found, marks: marks(place.id, user, plan.marksSince) };
    }
    const part = { head, isMember: true, minOrd, ...readPage(request, place, plan) };
    if (plan.othersSince === undefined) return part;
    return { ...part, marks: everyMark.all(place.id).map((found) => markFor(user, storedMark(found))) };
  };
}

/** A stream in the tables, and what of it the reader may see. */
interface Place {
  readonly id: number;
  readonly record: StreamRecord;
  readonly minOrd: number;
}

type FoundPart = Pick<Part, 'rows' | 'ords' | 'to'>;
type PagePlan = Extract<PartPlan, { kind: 'page' }>;
