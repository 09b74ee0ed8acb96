import type { MessageRecord } from '../local-db/records.ts';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import { type Doc, packDocs } from './doc-block.ts';
import { putSegment, type Segment } from './segment.ts';
import { createTermBlocks, type TermBlocks } from './term-block.ts';
import { authorTerm, eachTerm, streamTerm } from './terms.ts';

/** A message to be indexed, as it is stored, and the history of its stream. */
export interface Source {
  readonly epoch: string;
  readonly row: Stored;
}

/** A segment and the rows that keep it. */
export interface NewSegment {
  readonly segment: Segment;
  readonly changes: readonly Change[];
}

/** Documents by term, ascending. */
type Postings = Map<string, number[]>;

/** Makes an index of these messages. `rest` is waited for between steps of work. */
export async function buildSegment(
  id: string,
  sources: readonly Source[],
  rest: () => Promise<void>,
): Promise<NewSegment> {
  const sorted = [...sources].sort((a, b) => atOf(a) - atOf(b));
  const streams = createStreamNumbers();
  const docs: Doc[] = [];
  const words: Postings = new Map();
  const conversations: Postings = new Map();
  const authors: Postings = new Map();
  let doc = 0;
  const addWord = (term: string): void => add(words, term, doc);
  for (const { epoch, row } of sorted) {
    const { author, at, body } = row.body as MessageRecord;
    const stream = row.key[0] as string;
    // One without text is known too: it takes the place of what an older segment says of it.
    docs.push({ stream: streams.numberOf(stream, epoch), ord: row.key[1] as number, rev: row.rev, at });
    if (body?.text) {
      add(conversations, stream, doc);
      add(authors, author, doc);
      eachTerm(body.text, addWord);
    }
    doc++;
    if (doc % 256 === 0) await rest();
  }
  for (const [stream, found] of conversations) words.set(streamTerm(stream), found);
  for (const [author, found] of authors) words.set(authorTerm(author), found);
  const terms = createTermBlocks();
  for (const term of [...words.keys()].sort()) terms.add(term, words.get(term) as number[]);
  await rest();
  return finishSegment(id, streams.all, docs, terms);
}

function add(postings: Postings, term: string, doc: number): void {
  const found = postings.get(term);
  if (found === undefined) postings.set(term, [doc]);
  else if (found[found.length - 1] !== doc) found.push(doc);
}

export function finishSegment(
  id: string,
  streams: Segment['streams'],
  docs: readonly Doc[],
  terms: TermBlocks,
): NewSegment {
  const { blocks, firsts } = terms.finish();
  const packed = packDocs(docs);
  const segment: Segment = { id, docs: docs.length, streams, firsts, ats: packed.ats, lastAt: docs.at(-1)?.at ?? 0 };
  return { segment, changes: putSegment(segment, blocks, packed.blocks) };
}

/** Gives each history of a stream a number. */
export function createStreamNumbers() {
  const numbers = new Map<string, Map<string, number>>();
  const all: (readonly [stream: string, epoch: string])[] = [];
  return {
    all: all as Segment['streams'],
    numberOf(stream: string, epoch: string): number {
      const epochs = numbers.get(stream) ?? new Map<string, number>();
      if (epochs.size === 0) numbers.set(stream, epochs);
      const number = epochs.get(epoch) ?? all.push([stream, epoch]) - 1;
      epochs.set(epoch, number);
      return number;
    },
  };
}

const atOf = ({ row }: Source): number => (row.body as MessageRecord).at;
