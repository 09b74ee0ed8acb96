import type { DatabaseSync } from 'node:sqlite';
import type { StreamId } from '@tidemark/protocol';
import type { StoredRow, Writes } from './log.ts';
import type { StreamIds } from './stream-ids.ts';

/** Writes a whole batch as one transaction. */
export function createWriter(db: DatabaseSync, ids: StreamIds): (writes: Writes) => void {
  const addStream = db.prepare(
    `insert into streams (stream, epoch, rev, ord, marks_rev, at, touched_at, parent, root_ord)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (stream) do update set epoch = excluded.epoch, rev = excluded.rev, ord = excluded.ord,
       marks_rev = excluded.marks_rev, at = excluded.at, touched_at = excluded.touched_at
     returning id`,
  );
  const addMessage = db.prepare(
    `insert into messages (stream, ord, rev, key, at, edited_at, due_at, author, op, body)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const changeMessage = db.prepare(
    'update messages set rev = ?, edited_at = ?, due_at = ?, op = ?, body = ? where stream = ? and ord = ?',
  );
  const putRow = db.prepare(
    `insert into rows (stream, collection, key, rev, at, about, due_at, author, op, body)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (stream, collection, key) do update set rev = excluded.rev, at = excluded.at,
       about = excluded.about, due_at = excluded.due_at, author = excluded.author, op = excluded.op, body = excluded.body`,
  );
  const addOp = db.prepare('insert into ops (op_id, stream, rev, ord, at, author) values (?, ?, ?, ?, ?, ?)');
  const putMark = db.prepare(
    `insert into marks (stream, user, delivered, read, own_delivered, own_read, rev) values (?, ?, ?, ?, ?, ?, ?)
     on conflict (stream, user) do update set delivered = excluded.delivered, read = excluded.read,
       own_delivered = excluded.own_delivered, own_read = excluded.own_read, rev = excluded.rev`,
  );
  const setClock = db.prepare("update meta set value = ? where name = 'clock'");
  const begin = db.prepare('begin immediate');
  const commit = db.prepare('commit');

  const addMessageRow = (stream: number, row: StoredRow): void => {
    const { ord = 0, rev, key, at, editedAt = null, dueAt = null, author, op, body } = row;
    addMessage.run(stream, ord, rev, key, at, editedAt, dueAt, author, op, body);
  };

  const writeAll = (writes: Writes): void => {
    const numbers = new Map<StreamId, number>();
    const numberOf = (stream: StreamId): number => numbers.get(stream) ?? ids.existing(stream);
    for (const { stream, epoch, rev, ord, marksRev, at, touchedAt, thread } of writes.streams) {
      const [parent, rootOrd] = thread === undefined ? [null, null] : [ids.existing(thread.parent), thread.rootOrd];
      const id = Number(addStream.get(stream, epoch, rev, ord, marksRev, at, touchedAt, parent, rootOrd)?.['id']);
      numbers.set(stream, id);
    }
    for (const row of writes.sent) addMessageRow(numberOf(row.stream), row);
    for (const row of writes.changed) {
      const { stream, ord = 0, rev, editedAt = null, dueAt = null, op, body } = row;
      changeMessage.run(rev, editedAt, dueAt, op, body, numberOf(stream), ord);
    }
    for (const row of writes.rows) {
      const { collection, key, rev, at, about = null, dueAt = null, author, op, body } = row;
      putRow.run(numberOf(row.stream), collection, key, rev, at, about, dueAt, author, op, body);
    }
    for (const { opId, stream, rev, ord, at, author } of writes.ops) {
      addOp.run(opId, numberOf(stream), rev, ord ?? null, at, author);
    }
    for (const { stream, mark } of writes.marks) {
      const { user, delivered, read, ownDelivered, ownRead, rev } = mark;
      putMark.run(numberOf(stream), user, delivered, read, ownDelivered, ownRead, rev);
    }
    setClock.run(writes.at);
  };

  return (writes) => {
    begin.run();
    try {
      writeAll(writes);
      commit.run();
    } catch (error) {
      // A full disk may have rolled back already.
      if (db.isTransaction) db.exec('rollback');
      throw error;
    }
  };
}
