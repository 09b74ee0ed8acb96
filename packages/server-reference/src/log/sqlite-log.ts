import { DatabaseSync } from 'node:sqlite';
import { type StreamId, TidemarkError } from '@tidemark/protocol';
import { headOf } from './encode-row.ts';
import { firstAt } from './first-at.ts';
import type { Log, StreamRecord } from './log.ts';
import { createDueReader } from './sqlite-due.ts';
import { createFinder, createWordTables } from './sqlite-find.ts';
import { createPartReader } from './sqlite-part.ts';
import { createReads } from './sqlite-read.ts';
import { createTables, inspectFile } from './sqlite-schema.ts';
import { createWriter } from './sqlite-write.ts';
import { createStreamIds } from './stream-ids.ts';

export interface SqliteLogOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  /** `full` (default): every commit survives a power loss. `relaxed`: the last ones may not; a crash of the process is harmless. */
  readonly durability?: 'full' | 'relaxed' | undefined;
  /** What the data folder remembers: a database below it was restored from a backup (PRO-13). */
  readonly knownGeneration?: number | undefined;
  readonly newEpoch: () => string;
}

export interface SqliteLog extends Log {
  /** Raised at each opening. */
  readonly generation: number;
  /** The database was found older than what it once acknowledged. */
  readonly wasRestored: boolean;
  /** Raises the generation once more: a copy made before now is then known to be older. */
  endGeneration(): number;
  index(messages: number): Promise<boolean>;
}

/** Opens or creates the log in one SQLite file. Throws `server/data` where that cannot be. */
export function openSqliteLog(options: SqliteLogOptions): SqliteLog {
  const db = openDatabase(options);
  const opened = beginHistory(db, options);
  const ids = createStreamIds(db);
  const reads = createReads(db, ids);
  const absent = (stream: StreamId): StreamRecord => ({
    stream,
    epoch: opened.epoch,
    rev: 0,
    ord: 0,
    marksRev: 0,
    at: 0,
    touchedAt: 0,
  });
  const readPart = createPartReader(db, ids, reads, absent);
  const write = createWriter(db, ids);
  const due = createDueReader(db);
  const finder = createFinder(db, ids, reads);
  const timeOf = db.prepare('select at from messages where stream = ? and ord = ?');
  const endGeneration = db.prepare("update meta set value = value + 1 where name = 'generation' returning value");

  return {
    ...opened,
    loadStreams: async (streams) => streams.flatMap((stream) => reads.load(stream) ?? []),
    loadRows: async (keys) => keys.flatMap((key) => reads.row(key) ?? []),
    loadUnder: async (prefixes) => prefixes.flatMap((prefix) => reads.under(prefix)),
    commit: async (writes) => {
      write(writes);
      finder.touched(writes.streams.map(({ stream }) => stream));
    },
    due: async (by, limit) => due(by, limit),
    findOps: async (opIds) => reads.findOps(opIds),
    conversationsOf: async (user) => reads.conversationsOf(user),
    members: async (stream) => reads.members(stream),
    sharing: async (user, others) => others.filter((other) => reads.share(user, other)),
    read: async (request) => readPart(request),
    heads: async (user, streams) =>
      streams.flatMap((stream) => {
        const record = reads.record(stream);
        const isHidden = stream.startsWith('conversation:') && reads.visibleFrom(stream, user) === undefined;
        if (record === undefined || isHidden) return [];
        return [headOf(record)];
      }),
    movedSince: async (user, at) => reads.movedSince(user, at),
    list: async (request) => {
      const listed = reads.list({ ...request, limit: request.limit + 1 });
      return { listed: listed.slice(0, request.limit), done: listed.length <= request.limit, asOf: reads.clock() };
    },
    locate: async ({ stream, user, what }) => {
      const record = reads.record(stream);
      const from = reads.visibleFrom(stream, user);
      if (record === undefined || from === undefined) return undefined;
      const { epoch } = record;
      if ('message' in what) {
        const ord = reads.row({ stream, collection: 'message', key: what.message })?.ord ?? 0;
        return { epoch, ord: ord < from ? undefined : ord };
      }
      const id = ids.existing(stream);
      return { epoch, ord: firstAt(from, record.ord, what.at, (ord) => Number(timeOf.get(id, ord)?.['at'])) };
    },
    find: async ({ user, conversation, ...wanted }) => {
      if (conversation !== undefined && reads.visibleFrom(conversation, user) === undefined) return undefined;
      return finder.find(conversation === undefined ? reads.conversationsOf(user) : [conversation], user, wanted);
    },
    index: async (messages) => finder.index(messages),
    check: async () => {
      reads.clock();
    },
    endGeneration: () => Number(endGeneration.get()?.['value']),
    close: async () => db.close(),
  };
}

function openDatabase(options: SqliteLogOptions): DatabaseSync {
  const { path } = options;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 5_000 });
    const state = inspectFile(db);
    if (state === 'foreign') throw unusable(path, 'is a database of something else. Name another data folder');
    if (state === 'newer') throw unusable(path, 'was written by a newer version. Update this server');
    db.exec(`pragma journal_mode = wal; pragma synchronous = ${options.durability === 'relaxed' ? 'normal' : 'full'};
      pragma wal_autocheckpoint = 4000; pragma cache_size = -65536; pragma journal_size_limit = 67108864;`);
    if (state === 'empty') createTables(db);
    createWordTables(db);
    return db;
  } catch (error) {
    db?.close();
    throw TidemarkError.is(error) ? error : unusable(path, adviceFor(error), error);
  }
}

function beginHistory(
  db: DatabaseSync,
  options: SqliteLogOptions,
): { epoch: string; lastAt: number; generation: number; wasRestored: boolean } {
  const meta = new Map(
    db
      .prepare('select name, value from meta')
      .all()
      .map((row) => [row['name'] as string, row['value']]),
  );
  const stored = Number(meta.get('generation') ?? 0);
  const known = options.knownGeneration ?? 0;
  const wasRestored = stored < known && stored > 0;
  const epoch = wasRestored || !meta.has('epoch') ? options.newEpoch() : String(meta.get('epoch'));
  const generation = Math.max(stored, known) + 1;
  const lastAt = Number(meta.get('clock') ?? 0);
  try {
    db.exec('begin immediate');
    const put = db.prepare('insert or replace into meta (name, value) values (?, ?)');
    put.run('epoch', epoch);
    put.run('generation', generation);
    put.run('clock', lastAt);
    if (wasRestored) db.prepare('update streams set epoch = ?').run(epoch);
    db.exec('commit');
  } catch (error) {
    db.close();
    throw unusable(options.path, adviceFor(error), error);
  }
  return { epoch, lastAt, generation, wasRestored };
}

function unusable(path: string, what: string, cause?: unknown): TidemarkError<'server/data'> {
  return new TidemarkError('server/data', `${path} ${what}.`, { path }, { cause });
}

const SQLITE_ADVICE: Readonly<Record<number, string>> = {
  5: 'is locked by another process. Stop that one, or name another data folder',
  8: 'cannot be written. Check its owner and permissions',
  10: 'cannot be read or written: the disk reports an error',
  11: 'is damaged. Restore it from a backup',
  13: 'does not fit: the disk is full. Free some space',
  14: 'cannot be opened. Check that the folder exists and may be written',
  26: 'is not a database. Move it away, or name another data folder',
};

function adviceFor(error: unknown): string {
  const code = (error as { errcode?: number }).errcode;
  return (code === undefined ? undefined : SQLITE_ADVICE[code & 0xff]) ?? 'cannot be used as a database';
}
