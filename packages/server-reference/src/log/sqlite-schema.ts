import type { DatabaseSync } from 'node:sqlite';

/** Marks the file as ours: the letters TIDE. */
const APPLICATION_ID = 0x54494445;
const SCHEMA_VERSION = 1;

const TABLES = `
create table meta (name text primary key, value any not null) strict, without rowid;
create table streams (
  id integer primary key, stream text not null unique, epoch text not null, rev integer not null, ord integer not null,
  marks_rev integer not null, at integer not null, touched_at integer not null, parent integer, root_ord integer
) strict;
create table messages (
  stream integer not null, ord integer not null, rev integer not null, key text not null, at integer not null,
  edited_at integer, due_at integer, author text not null, op text not null, body text, primary key (stream, ord)
) strict, without rowid;
create index messages_rev on messages (stream, rev);
create index messages_due on messages (due_at) where due_at is not null;
create table rows (
  stream integer not null, collection text not null, key text not null, rev integer not null, at integer not null,
  about integer, due_at integer, author text not null, op text not null, body text, primary key (stream, collection, key)
) strict, without rowid;
create index rows_rev on rows (stream, rev);
create index rows_about on rows (stream, about) where about is not null;
create index rows_due on rows (due_at) where due_at is not null;
create index rows_member on rows (key, stream) where collection = 'member' and body is not null;
create table ops (
  op_id text primary key, stream integer not null, rev integer not null, ord integer, at integer not null,
  author text not null
) strict, without rowid;
create table marks (
  stream integer not null, user text not null, delivered integer not null, read integer not null,
  own_delivered integer not null, own_read integer not null, rev integer not null, primary key (stream, user)
) strict, without rowid;
create index marks_rev on marks (stream, rev);
`;

export type FileState = 'empty' | 'ours' | 'newer' | 'foreign';

/** What the opened file is, before anything is written to it. */
export function inspectFile(db: DatabaseSync): FileState {
  const application = Number(db.prepare('pragma application_id').get()?.['application_id']);
  const version = Number(db.prepare('pragma user_version').get()?.['user_version']);
  const tables = Number(db.prepare('select count(*) as n from sqlite_schema').get()?.['n']);
  if (application === APPLICATION_ID) return version > SCHEMA_VERSION ? 'newer' : 'ours';
  return tables === 0 && application === 0 ? 'empty' : 'foreign';
}

export function createTables(db: DatabaseSync): void {
  db.exec(`begin immediate; ${TABLES} pragma application_id = ${APPLICATION_ID};
    pragma user_version = ${SCHEMA_VERSION}; commit;`);
}
