import { type FoundMessage, type MessageBody, parseStream, TidemarkError } from '@tidemark/protocol';
import { mustOption as must } from '../model/must.ts';
import type { Ask } from '../sync/ask.ts';
import { type Hit, hitIn, type Wanted } from './find.ts';

/** Where a page begins: behind a hit of this time, as the server's `next` says. */
export interface Page {
  readonly at: number;
  /** Hits of that very time that were told. */
  readonly told: readonly string[];
  readonly next: string;
}

/** What the server found of a page. */
export interface Asked {
  readonly hits: readonly Hit[];
  readonly isComplete: boolean;
  readonly server: 'answered' | 'offline' | 'refused';
  /** The server's, where more follow. */
  readonly next?: string | undefined;
  /** The time of the last hit, then: what is held and older belongs to the next page. */
  readonly lastAt?: number | undefined;
}

/** Asks the server for a page; what it refuses is no failure of the search. */
export async function askServer(
  ask: Ask,
  { text }: { readonly text: string },
  wanted: Wanted,
  page: Page | undefined,
): Promise<Asked> {
  const { phrase, conversation, from, after, before, limit } = wanted;
  if (phrase.length === 0) return { hits: [], isComplete: true, server: 'answered' };
  try {
    const { hits, next, complete } = await ask({
      type: 'find',
      text,
      limit,
      ...(conversation !== undefined && { conversation }),
      ...(from !== undefined && { from }),
      ...(after > 0 && { after: Math.ceil(after) }),
      ...(before < Number.MAX_SAFE_INTEGER && { before: Math.max(0, Math.ceil(before)) }),
      ...(page && { page: page.next }),
    });
    const lastAt = hits.at(-1)?.row.at;
    const found = hits.flatMap((hit) => hitIn(messageOf(hit), wanted) ?? []);
    if (next === undefined || lastAt === undefined) return { hits: found, isComplete: complete, server: 'answered' };
    return { hits: found, isComplete: complete, server: 'answered', lastAt, next };
  } catch (error) {
    if (TidemarkError.is(error, 'transport/closed')) return { hits: [], isComplete: true, server: 'offline' };
    if (TidemarkError.is(error, 'client/refused')) return { hits: [], isComplete: true, server: 'refused' };
    throw error;
  }
}

function messageOf({ stream, row }: FoundMessage): Omit<Hit, 'ranges'> {
  const { key: id, ord, author, at, body } = row;
  const { text = '' } = (body ?? {}) as MessageBody;
  return { id, conversationId: parseStream(stream).scope, ord, author, at, text };
}

export function nextPage({ at, told, next }: Page): string {
  return `${at}!${told.join(',')}!${next}`;
}

/** Reads the `next` of an answer. */
export function pageOf(page: string): Page {
  const [, at, told, next] = /^(\d{1,16})!([^!]*)!(.+)$/su.exec(page) ?? [];
  must(at !== undefined && next !== undefined, 'page', 'the `next` of an answer', page);
  return { at: Number(at), told: (told as string).split(','), next: next as string };
}
