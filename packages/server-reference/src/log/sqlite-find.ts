import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import type { StreamId } from '@tidemark/protocol';
import { type Phrase, tokensOf } from '@tidemark/protocol/words';
import { findMessages, type Searched, textOf } from './find-messages.ts';
import type { FoundRows, StoredRow, Wanted } from './log.ts';
import { type Reads, storedRow } from './sqlite-read.ts';
import type { StreamIds } from './stream-ids.ts';

/**
 * The words of messages, as an FTS5 index that is made behind the log and never in the commits of others: what `words_done`
 * says of a stream is how far it came, so a stop anywhere, or a server that does not know the index, leaves it behind
 * and never wrong. It names candidates; the message decides.
 */
const TABLES = `
create virtual table if not exists words using fts5(author, text, content='', contentless_delete=1, tokenize='ascii',
  prefix='2 3');
create table if not exists words_done (stream integer primary key, rev integer not null) strict;
`;

/** Messages that a search brings into the index itself, ahead of the background. */
const MOST_AT_ONCE = 2_000;
/** And so many of them in one turn of the event loop. */
const INDEXED_A_TURN = 250;
/** Candidates a read. */
const BATCH = 24;
/**
 * What a search does in one turn of the event loop, in microseconds as they were measured: everybody else waits meanwhile.
 * Counted and not timed, so that the same search takes the same turns on every machine.
 */
const TURN = 4_000;
const COST = { conversation: 20, look: 250, message: 20 };

export interface Finder {
  /** Takes some milliseconds of a turn, and as many turns as it needs. */
  find(streams: readonly StreamId[], user: string, wanted: Wanted): Promise<FoundRows>;
  /** Brings up to so many messages into the index; says whether others are left. */
  index(messages: number): boolean;
  /** These streams have changed. */
  touched(streams: Iterable<StreamId>): void;
}

/** Adds what is missing; no other table is touched. */
export function createWordTables(db: DatabaseSync): void {
  db.exec(TABLES);
}

export function createFinder(db: DatabaseSync, ids: StreamIds, reads: Reads): Finder {
  const behind = db.prepare(
    `select s.stream from streams s left join words_done d on d.stream = s.id
     where s.stream glob 'conversation:*' and s.rev > ifnull(d.rev, 0)`,
  );
  const done = db.prepare('select rev from words_done where stream = ?');
  const setDone = db.prepare('insert or replace into words_done (stream, rev) values (?, ?)');
  const changed = db.prepare(
    'select ord, rev, author, body from messages where stream = ? and rev > ? order by rev limit ?',
  );
  const forget = db.prepare('delete from words where rowid = (? << 32) | ?');
  const add = db.prepare('insert into words (rowid, author, text) values ((? << 32) | ?, ?, ?)');
  // No join: the planner would walk through the whole conversation beside it.
  const matching = db.prepare(
    `select rowid & 4294967295 as ord from words
     where words match ? and rowid between (? << 32) | ? and (? << 32) | ? order by rowid desc limit ?`,
  );
  const message = db.prepare('select * from messages where stream = ? and ord = ?');
  const timeOf = db.prepare('select at from messages where stream = ? and ord = ?');
  const waiting = new Set(behind.all().map((found) => found['stream'] as StreamId));

  /** Takes messages of a stream in, by their revs; returns how many. */
  function indexStream(stream: StreamId, limit: number): number {
    const id = ids.existing(stream);
    const rev = reads.record(stream)?.rev ?? 0;
    const from = Number(done.get(id)?.['rev'] ?? 0);
    const rows = changed.all(id, from, limit);
    for (const { ord, author, body } of rows) {
      forget.run(id, Number(ord));
      const text = body === null ? '' : wordsOf(textOf(body as string));
      if (text !== '') add.run(id, Number(ord), authorTerm(author as string), text);
    }
    const isOver = rows.length < limit;
    setDone.run(id, isOver ? rev : Number(rows.at(-1)?.['rev']));
    if (isOver) waiting.delete(stream);
    return rows.length;
  }

  function index(streams: Iterable<StreamId>, messages: number): void {
    let left = messages;
    db.exec('begin immediate');
    try {
      for (const stream of streams) {
        if (left <= 0) break;
        if (waiting.has(stream)) left -= Math.max(1, indexStream(stream, left));
      }
      db.exec('commit');
    } catch (error) {
      if (db.isTransaction) db.exec('rollback');
      for (const each of behind.all()) waiting.add(each['stream'] as StreamId);
      throw error;
    }
  }

  function searched(stream: StreamId, user: string, match: string): readonly Searched[] {
    const record = reads.record(stream);
    const from = reads.visibleFrom(stream, user);
    const id = ids.find(stream);
    if (record === undefined || from === undefined || id === undefined) return [];
    function* candidates(lowest: number, highest: number): Generator<StoredRow> {
      let to = highest;
      while (to >= lowest) {
        const ords = matching
          .all(match, id as number, lowest, id as number, to, BATCH)
          .map((found) => Number(found['ord']));
        for (const ord of ords) {
          const row = message.get(id as number, ord);
          if (row) yield storedRow(stream, row);
        }
        to = ords.length < BATCH ? lowest - 1 : (ords.at(-1) as number) - 1;
      }
    }
    const atOf = (ord: number): number => Number(timeOf.get(id, ord)?.['at']);
    return [{ stream, at: record.at, from, to: record.ord, atOf, candidates }];
  }

  return {
    async find(streams, user, wanted) {
      // Without a word nothing is found.
      if (wanted.phrase.length === 0) return { hits: [], hasMore: false, complete: true };
      const pace = createPace();
      try {
        for (let done = 0; done < MOST_AT_ONCE && streams.some((stream) => waiting.has(stream)); ) {
          if (done > 0) await turn();
          index(streams, INDEXED_A_TURN);
          done += INDEXED_A_TURN;
        }
      } catch {
        // On a full disk what is indexed is found all the same; the background tells the operator.
      }
      const match = matchOf(wanted);
      const places: Searched[] = [];
      for (const stream of streams) {
        await pace('conversation');
        places.push(...searched(stream, user, match));
      }
      const found = await findMessages(places, wanted, pace);
      return { ...found, complete: !streams.some((stream) => waiting.has(stream)) };
    },
    index(messages) {
      if (waiting.size > 0) index([...waiting], messages);
      return waiting.size > 0;
    },
    touched(streams) {
      for (const stream of streams) if (stream.startsWith('conversation:')) waiting.add(stream);
    },
  };
}

/** Waits for the next turn once what was done in this one is enough. */
function createPace() {
  let left = TURN;
  return (work: keyof typeof COST): Promise<void> | undefined => {
    left -= COST[work];
    if (left >= 0) return undefined;
    left = TURN - COST[work];
    return turn();
  };
}

/** The terms of a text: words as they are compared, the characters of a run one by one. The tokenizer cuts at spaces. */
function wordsOf(text: string): string {
  return [...tokensOf(text)].map(({ kind, folded }) => (kind === 'run' ? lettersOf(folded) : folded)).join(' ');
}

const lettersOf = (run: string): string => [...run].join(' ');

/** A name may have any characters: as a term it is their codes. */
const authorTerm = (author: string): string => `u${Buffer.from(author).toString('hex')}`;

/** What FTS5 is asked. No term has a quote in it. */
function matchOf({ phrase, from }: Wanted): string {
  const author = from === undefined ? '' : ` AND author : "${authorTerm(from)}"`;
  return `text : (${phrase.map(termOf).join(' AND ')})${author}`;
}

function termOf({ kind, folded, isPrefix }: Phrase[number]): string {
  if (kind === 'run') return `"${lettersOf(folded)}"`;
  return `"${folded}"${isPrefix ? ' *' : ''}`;
}
