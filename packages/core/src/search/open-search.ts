import { MAX_FIND_LENGTH, MAX_FOUND, TidemarkError } from '@tidemark/protocol';
import { parsePhrase } from '@tidemark/protocol/words';
import { isName, NAME } from '../model/check-body.ts';
import { mustOption as must } from '../model/must.ts';
import { createAsk } from '../sync/ask.ts';
import type { Ephemeral } from '../sync/ephemeral.ts';
import { askServer, nextPage, pageOf } from './ask-server.ts';
import { createCatalog } from './catalog.ts';
import { find, type Hit, type Wanted } from './find.ts';
import { createIndexer, type IndexerOptions } from './indexer.ts';
import { type PendingSources, pendingHits } from './pending-hits.ts';

/** Full-text search over the messages this device holds, offline. */
export interface Search {
  /**
   * The newest messages that have all the words, pending ones included. Case and accents do not count; the last word may
   * be unfinished unless a space follows it, others where a `*` does; in scripts without spaces any part is found.
   * Rejects with `options/invalid`.
   */
  query(query: SearchQuery): Promise<SearchResult>;
  /**
   * The same, and what the server finds that is not on this device, newest first, so many of the server's a page as `limit` says (default and most: 100). Where the server
   * cannot be asked, what is held alone, and `server` says so. A hit is opened by its `ord` with `jumps`.
   */
  everywhere(query: SearchQuery & { readonly page?: string | undefined }): Promise<FoundEverywhere>;
  /** Resolves when everything held now is in the index; nothing has to wait for it. */
  whenIndexed(options?: { signal?: AbortSignal | undefined }): Promise<void>;
}

export interface SearchQuery {
  readonly text: string;
  /** A conversation's id. */
  readonly conversation?: string | undefined;
  /** The sender's user id. */
  readonly from?: string | undefined;
  /** Milliseconds since 1970: messages of this time or later. */
  readonly after?: number | undefined;
  /** Messages before this time. */
  readonly before?: number | undefined;
  /** Default 20, at most 100,000. */
  readonly limit?: number | undefined;
}

export interface SearchResult {
  /** Newest first. */
  readonly hits: readonly Hit[];
  /** False while messages this device holds are still to be indexed: after the first start with search. */
  readonly isComplete: boolean;
}

export interface FoundEverywhere extends SearchResult {
  readonly server: 'answered' | 'offline' | 'refused';
  /** Present where more follow: pass it as `page`, with the same query. */
  readonly next?: string | undefined;
}

/** What search needs of a client. */
export interface SearchParts extends PendingSources {
  readonly runtime: Pick<IndexerOptions, 'clock' | 'timers'>;
  readonly newId: () => string;
  readonly ephemeral: Ephemeral;
  readonly nextId: () => number;
  readonly sources: { readonly onError: (error: unknown) => void };
  readonly atClose: (end: () => Promise<void>) => void;
  /** See `Engine.hold`. */
  readonly hold?: ((name: string, signal: AbortSignal) => Promise<void>) | undefined;
}

export function openSearch(parts: SearchParts): Search {
  const { db, newId, runtime, sources, ephemeral, nextId, atClose } = parts;
  const { clock, timers } = runtime;
  const catalog = createCatalog(db);
  const closing = new AbortController();
  atClose(async () => closing.abort(new TidemarkError('client/closed', 'The client was closed', {})));
  const turn = parts.hold?.('search', closing.signal);
  const indexer = createIndexer({ db, catalog, clock, timers, newId, onError: sources.onError, turn });
  const { ask, close } = createAsk(ephemeral, nextId);
  atClose(indexer.close);
  atClose(async () => close());
  const never = new AbortController().signal;

  /** What this device holds; `rewritten`: messages of which the outbox says something else. */
  async function here(wanted: Wanted): Promise<SearchResult & { readonly rewritten: ReadonlySet<string> }> {
    const isComplete = indexer.isComplete();
    if (wanted.phrase.length === 0) return { hits: [], isComplete, rewritten: new Set() };
    const [found, pending] = await Promise.all([
      find(db, catalog, indexer.waiting.drafts, wanted),
      pendingHits(parts, wanted),
    ]);
    const hits = [...found.filter(({ id }) => !pending.ids.has(id)), ...pending.hits];
    return { hits: hits.sort(newestFirst).slice(0, wanted.limit), isComplete, rewritten: pending.ids };
  }

  return {
    async query(query) {
      const wanted = check(query);
      const { hits, isComplete } = await here(wanted);
      return { hits, isComplete };
    },
    async everywhere({ page, ...query }) {
      const wanted = check({ limit: MAX_FOUND, ...query });
      must(wanted.limit <= MAX_FOUND, 'limit', `a whole number from 1 to ${MAX_FOUND}`, wanted.limit);
      must(query.text.length <= MAX_FIND_LENGTH, 'text', `at most ${MAX_FIND_LENGTH} characters`, query.text.length);
      const from = page === undefined ? undefined : pageOf(page);
      // Held messages of the time that this page is about: with the server's, each is told in one page.
      const before = Math.min(wanted.before, from ? from.at + 1 : Number.POSITIVE_INFINITY);
      const [held, asked] = await Promise.all([here({ ...wanted, before }), askServer(ask, query, wanted, from)]);
      const { server, isComplete, next, lastAt } = asked;
      const told = new Set(from?.told);
      const own = held.hits.filter(({ id, at }) => !told.has(id) && at >= (lastAt ?? Number.NEGATIVE_INFINITY));
      const known = new Set([...own.map(({ id }) => id), ...held.rewritten, ...told]);
      const hits = [...own, ...asked.hits.filter(({ id }) => !known.has(id))].sort(newestFirst);
      const found = { hits, isComplete: held.isComplete && isComplete, server };
      if (next === undefined || lastAt === undefined) return found;
      const ofLastTime = hits.filter(({ at }) => at === lastAt).map(({ id }) => id);
      const toldThen = from?.at === lastAt ? [...told, ...ofLastTime] : ofLastTime;
      return { ...found, next: nextPage({ at: lastAt, told: toldThen, next }) };
    },
    whenIndexed: ({ signal = never } = {}) => indexer.complete(signal),
  };
}

const newestFirst = (a: Hit, b: Hit): number => b.at - a.at || (b.ord ?? 0) - (a.ord ?? 0);

function check({ text, conversation, from, after, before, limit = 20 }: SearchQuery): Wanted {
  must(typeof text === 'string', 'text', 'a text', text);
  must(conversation === undefined || isName(conversation), 'conversation', NAME, conversation);
  must(from === undefined || isName(from), 'from', NAME, from);
  must(after === undefined || Number.isFinite(after), 'after', 'milliseconds', after);
  must(before === undefined || Number.isFinite(before), 'before', 'milliseconds', before);
  must(Number.isInteger(limit) && limit >= 1 && limit <= 100_000, 'limit', 'a whole number from 1 to 100,000', limit);
  const times = { after: after ?? Number.NEGATIVE_INFINITY, before: before ?? Number.POSITIVE_INFINITY };
  return { phrase: parsePhrase(text), conversation, from, ...times, limit };
}
