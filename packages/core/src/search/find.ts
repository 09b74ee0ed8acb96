import { conversationStream, parseStream, type StreamId } from '@tidemark/protocol';
import { type Phrase, placesIn, type TextRange } from '@tidemark/protocol/words';
import type { LocalDb } from '../local-db/local-db.ts';
import type { MessageRecord } from '../local-db/records.ts';
import type { Key, Stored } from '../local-db/storage-adapter.ts';
import type { Candidate } from './candidate.ts';
import { candidatesOf, IndexChanged } from './candidates.ts';
import type { Catalog } from './catalog.ts';
import type { Draft } from './draft.ts';
import { lookupsOf } from './lookup.ts';
import { authorTerm, streamTerm } from './terms.ts';

/** A message that has everything asked for. */
export interface Hit {
  readonly id: string;
  readonly conversationId: string;
  /** The place in the conversation; absent while the server has not given one. */
  readonly ord?: number | undefined;
  readonly author?: string | undefined;
  readonly at: number;
  readonly text: string;
  /** Where in the text the words stand, for highlighting: ascending and apart, `to` exclusive. */
  readonly ranges: readonly TextRange[];
}

export interface Wanted {
  readonly phrase: Phrase;
  readonly conversation?: string | undefined;
  readonly from?: string | undefined;
  /** From this time on. */
  readonly after: number;
  /** Before this time. */
  readonly before: number;
  readonly limit: number;
}

/** Messages a read: as many as are wanted, since most that the index names are hits; twice as many each time that was not enough. */
const MOST = 512;
/** The index changes every few seconds at most; who met that so often meets something else. */
const ATTEMPTS = 10;

/** The newest messages held that have everything asked for, in the index or waiting for it. */
export async function find(
  db: LocalDb,
  catalog: Catalog,
  waiting: () => readonly Draft[],
  wanted: Wanted,
): Promise<Hit[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await findOnce(db, catalog, waiting(), wanted);
    } catch (error) {
      if (!(error instanceof IndexChanged) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function findOnce(db: LocalDb, catalog: Catalog, drafts: readonly Draft[], wanted: Wanted): Promise<Hit[]> {
  const { phrase, conversation, from, after, before, limit } = wanted;
  const lookups = [...lookupsOf(phrase)];
  if (conversation !== undefined) lookups.push({ term: streamTerm(conversationStream(conversation)), isPrefix: false });
  if (from !== undefined) lookups.push({ term: authorTerm(from), isPrefix: false });
  const hits = new Map<string, Hit>();
  const seen = new Set<string>();
  let batch: Candidate[] = [];
  let size = Math.min(MOST, limit);

  /** The message decides: what the index says may be of yesterday. */
  async function judge(): Promise<void> {
    const rows = await db.get(
      'messages',
      batch.map(({ stream, ord }): Key => [stream, ord]),
    );
    for (const row of rows) {
      const hit = row && hitOf(row, wanted);
      if (hit) hits.set(hit.id, hit);
    }
    batch = [];
    size = Math.min(MOST, size * 2);
  }

  function note(candidate: Candidate): void {
    const place = `${candidate.ord} ${candidate.stream}`;
    if (!seen.has(place)) batch.push(candidate);
    seen.add(place);
  }

  for await (const candidate of candidatesOf(catalog, drafts, lookups, before)) {
    if (candidate.at < after) break;
    if (candidate.at >= before) continue;
    note(candidate);
    if (batch.length < size) continue;
    await judge();
    if (hits.size >= limit) break;
  }
  if (batch.length > 0) await judge();
  return [...hits.values()].sort((a, b) => b.at - a.at || (b.ord ?? 0) - (a.ord ?? 0)).slice(0, limit);
}

function hitOf(row: Stored, wanted: Wanted): Hit | undefined {
  const { id, author, at, body } = row.body as MessageRecord;
  if (!body?.text) return undefined;
  const conversationId = parseStream(row.key[0] as StreamId).scope;
  return hitIn({ id, conversationId, ord: row.key[1] as number, author, at, text: body.text }, wanted);
}

/** The message as a hit, if it is one. */
export function hitIn(
  message: Omit<Hit, 'ranges'>,
  { phrase, conversation, from, after, before }: Wanted,
): Hit | undefined {
  if (message.at < after || message.at >= before) return undefined;
  if (conversation !== undefined && message.conversationId !== conversation) return undefined;
  if (from !== undefined && message.author !== from) return undefined;
  const ranges = placesIn(message.text, phrase);
  return ranges && { ...message, ranges };
}
