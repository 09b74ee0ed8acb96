import type { MessageRecord } from '../local-db/records.ts';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import { type Doc, packDocs } from './doc-block.ts';
import { putSegment, type Segment } from './segment.ts';
import { createTermBlocks, type TermBlocks } from './term-block.ts';
import { createTermTable } from './term-table.ts';
import { authorTerm, eachTerm, streamTerm, type TellTerm } from './terms.ts';

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

/** Makes an index of these messages. `rest` is waited for between steps of work. */
export async function buildSegment(
  id: string,
  sources: readonly Source[],
  rest: () => Promise<void>,
): Promise<NewSegment> {
  const sorted = [...sources].sort((a, b) => atOf(a) - atOf(b));
  const streams = createStreamNumbers();
  const docs: Doc[] = [];
  const words = createTermTable();
  const conversations: number[][] = [];
  const authors = new Map<string, number[]>();
  let doc = 0;
  const addWord: TellTerm = (text, from, to) => words.add(text, from, to, doc);
  for (const { epoch, row } of sorted) {
    const { author, at, body } = row.body as MessageRecord;
    const stream = streams.numberOf(row.key[0] as string, epoch);
    // One without text is known too: it takes the place of what an older segment says of it.
    docs.push({ stream, ord: row.key[1] as number, rev: row.rev, at });
    if (body?.text) {
      const said = conversations[stream];
      if (said) said.push(doc);
      else conversations[stream] = [doc];
      const written = authors.get(author);
      if (written) written.push(doc);
      else authors.set(author, [doc]);
      eachTerm(body.text, addWord);
    }
    doc++;
    if (doc % 256 === 0) await rest();
  }
  const terms = createTermBlocks();
  // These sort before all words, and authors before conversations.
  for (const author of [...authors.keys()].sort()) terms.add(authorTerm(author), authors.get(author) as number[]);
  for (const [stream, said] of byStream(streams.all, conversations)) terms.add(streamTerm(stream), said);
  let count = 0;
  for (const [term, found] of words.sorted()) {
    terms.add(term, found);
    if (++count % 1024 === 0) await rest();
  }
  await rest();
  return finishSegment(id, streams.all, docs, terms);
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

/** The documents of each stream, whichever history they are of. */
function byStream(
  streams: Segment['streams'],
  conversations: readonly (readonly number[] | undefined)[],
): readonly (readonly [stream: string, docs: readonly number[]])[] {
  const found = new Map<string, readonly number[]>();
  for (const [i, [stream]] of streams.entries()) {
    const before = found.get(stream);
    const said = conversations[i] ?? [];
    found.set(stream, before ? [...before, ...said].sort((a, b) => a - b) : said);
  }
  return [...found].filter(([, said]) => said.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Gives each history of a stream a number. */
export function createStreamNumbers() {
  const newest = new Map<string, { readonly epoch: string; readonly number: number }>();
  const all: (readonly [stream: string, epoch: string])[] = [];
  return {
    all: all as Segment['streams'],
    numberOf(stream: string, epoch: string): number {
      const known = newest.get(stream);
      if (known?.epoch === epoch) return known.number;
      const before = known ? all.findIndex(([name, history]) => name === stream && history === epoch) : -1;
      const number = before >= 0 ? before : all.push([stream, epoch]) - 1;
      newest.set(stream, { epoch, number });
      return number;
    },
  };
}

const atOf = ({ row }: Source): number => (row.body as MessageRecord).at;
