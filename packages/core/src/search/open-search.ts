import { parsePhrase } from '@tidemark/protocol/words';
import { isName, NAME } from '../model/check-body.ts';
import { mustOption as must } from '../model/must.ts';
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

/** What search needs of a client. */
export interface SearchParts extends PendingSources {
  readonly runtime: Pick<IndexerOptions, 'clock' | 'timers'>;
  readonly newId: () => string;
  readonly sources: { readonly onError: (error: unknown) => void };
  readonly atClose: (end: () => Promise<void>) => void;
}

export function openSearch(parts: SearchParts): Search {
  const { db, newId, runtime, sources, atClose } = parts;
  const { clock, timers } = runtime;
  const catalog = createCatalog(db);
  const indexer = createIndexer({ db, catalog, clock, timers, newId, onError: sources.onError });
  atClose(indexer.close);
  const never = new AbortController().signal;

  return {
    async query(query) {
      const wanted = check(query);
      if (wanted.phrase.length === 0) return { hits: [], isComplete: indexer.isComplete() };
      const isComplete = indexer.isComplete();
      const [found, pending] = await Promise.all([
        find(db, catalog, indexer.waiting.rows(), wanted),
        pendingHits(parts, wanted),
      ]);
      const hits = [...found.filter(({ id }) => !pending.ids.has(id)), ...pending.hits];
      const newest = hits.sort((a, b) => b.at - a.at || (b.ord ?? 0) - (a.ord ?? 0)).slice(0, wanted.limit);
      return { hits: newest, isComplete };
    },
    whenIndexed: ({ signal = never } = {}) => indexer.complete(signal),
  };
}

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
