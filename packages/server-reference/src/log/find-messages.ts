import type { StreamId } from '@tidemark/protocol';
import { placesIn } from '@tidemark/protocol/words';
import { firstAt } from './first-at.ts';
import type { StoredRow, Wanted } from './log.ts';

/** A conversation as its reader may see it. */
export interface Searched {
  readonly stream: StreamId;
  /** Server time of its last change: no message is newer. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  atOf(ord: number): number;
  /** Messages between these ords that may have the words, newest first; read as far as they are taken. */
  candidates(from: number, to: number): Iterable<StoredRow>;
}

/** Told of work before it is done; a log whose reads block the process waits for its next turn here, once it was enough. */
export type Pace = (work: 'look' | 'message') => Promise<void> | undefined;

const noPace: Pace = () => undefined;

/** The newest messages that have all the words, alike for every log. `hasMore`: others follow. */
export async function findMessages(
  conversations: readonly Searched[],
  wanted: Wanted,
  pace: Pace = noPace,
): Promise<{ readonly hits: readonly StoredRow[]; readonly hasMore: boolean }> {
  const { phrase, from: author, limit } = wanted;
  if (phrase.length === 0) return { hits: [], hasMore: false };
  const byTime = conversations.toSorted((a, b) => b.at - a.at);
  let hits: StoredRow[] = [];
  for (const conversation of byTime) {
    const oldest = hits.length > limit ? hits[limit] : undefined;
    if (oldest !== undefined && oldest.at > conversation.at) break;
    await pace('look');
    const [from, to] = boundsOf(conversation, wanted);
    let found = 0;
    for (const row of conversation.candidates(from, to)) {
      await pace('message');
      // Enough newer ones are known, and those that follow here are older still.
      if (oldest !== undefined && row.at < oldest.at) break;
      if (author !== undefined && row.author !== author) continue;
      if (row.body === null || placesIn(textOf(row.body), phrase) === undefined) continue;
      hits.push(row);
      if (++found > limit) break;
    }
    hits = hits.toSorted(newestFirst).slice(0, limit + 1);
  }
  return { hits: hits.slice(0, limit), hasMore: hits.length > limit };
}

function boundsOf({ stream, from, to, atOf }: Searched, { after, before, page }: Wanted): readonly [number, number] {
  const first = (at: number): number => firstAt(from, to, at, atOf);
  const lowest = after === undefined ? from : first(after);
  let highest = before === undefined ? to : first(before) - 1;
  if (page !== undefined) {
    const upTo = page.stream === stream ? page.ord - 1 : first(stream < page.stream ? page.at + 1 : page.at) - 1;
    highest = Math.min(highest, upTo);
  }
  return [lowest, highest];
}

function newestFirst(a: StoredRow, b: StoredRow): number {
  if (a.at !== b.at) return b.at - a.at;
  if (a.stream !== b.stream) return a.stream < b.stream ? 1 : -1;
  return (b.ord ?? 0) - (a.ord ?? 0);
}

/** What of a message's body has words. */
export function textOf(body: string): string {
  const { text } = JSON.parse(body) as { readonly text?: unknown };
  return typeof text === 'string' ? text : '';
}
