import type { MessageRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import type { Candidate } from './candidate.ts';
import { createDocBlocks } from './doc-block.ts';
import { createDocSet } from './doc-set.ts';
import { createStreamNumbers, finishSegment, type NewSegment } from './finish-segment.ts';
import { withRoom } from './growing.ts';
import { inOrderOfTime } from './in-order-of-time.ts';
import type { Lookup } from './lookup.ts';
import { createTermBlocks } from './term-block.ts';
import { createTermNumbers } from './term-numbers.ts';
import { authorTerm, eachTerm, streamTerm, tellOne } from './terms.ts';

/**
 * A segment as it is before it is written: each message is cut into words when it comes, and numbers of its words are all
 * that stays of it, some ten of 4 bytes. Looked into meanwhile as any other segment.
 */
export interface Draft {
  /** Takes in a message of this history, over what it says of the same one. */
  add(row: Stored, epoch: string): void;
  /** Messages taken in. */
  count(): number;
  /** Those before this time that may be hits, newest first. What is taken in later is not among them. */
  matching(lookups: readonly Lookup[], before: number): NewestFirst;
  /** Makes the segment of the streams wanted, if they say anything. `rest` is waited for between steps of work. */
  finish(
    id: string,
    isWanted: (stream: string, epoch: string) => boolean,
    rest: () => Promise<void>,
  ): Promise<NewSegment | undefined>;
}

/** Gives candidates one by one, the newest that is left each time. */
export type NewestFirst = () => Candidate | undefined;

/** Steps of work between two looks at the clock. */
const TERMS = 512;
const DOCS = 4096;

export function createDraft(): Draft {
  const streams = createStreamNumbers();
  const terms = createTermNumbers();
  /** The terms of each author, and of each stream. */
  const authors = new Map<string, number>();
  const conversations: number[] = [];
  let count = 0;
  /** Of each document. */
  let streamOf = new Int32Array(64);
  let ordOf = new Float64Array(64);
  let revOf = new Float64Array(64);
  let timeOf = new Float64Array(64);
  /** Where its words end, and those of the next begin. */
  let endOf = new Int32Array(64);
  let words = new Int32Array(512);
  let used = 0;
  /** Of each term: the document that had it last. */
  let lastWith = new Int32Array(64).fill(-1);
  /** Of each stream: its lowest and highest ord, and whether one between them came again, perhaps. */
  const spans: { low: number; high: number; isMixed: boolean }[] = [];

  function makeRoom(): void {
    streamOf = withRoom(streamOf, count + 1);
    ordOf = withRoom(ordOf, count + 1);
    revOf = withRoom(revOf, count + 1);
    timeOf = withRoom(timeOf, count + 1);
    endOf = withRoom(endOf, count + 1);
  }

  function addTerm(term: number): void {
    if (term >= lastWith.length) {
      const known = lastWith.length;
      lastWith = withRoom(lastWith, term + 1).fill(-1, known);
    }
    if (lastWith[term] === count) return;
    lastWith[term] = count;
    if (used === words.length) words = withRoom(words, used + 1);
    words[used++] = term;
  }

  const addWord = (chars: Uint16Array, length: number): void => addTerm(terms.numberOf(chars, length));

  function numberOfName(term: string): number {
    let number = -1;
    tellOne(term, (chars, length) => {
      number = terms.numberOf(chars, length);
    });
    return number;
  }

  function authorOf(author: string): number {
    let number = authors.get(author);
    if (number === undefined) {
      number = numberOfName(authorTerm(author));
      authors.set(author, number);
    }
    return number;
  }

  function noteOrd(stream: number, ord: number): void {
    const span = spans[stream];
    if (!span) spans[stream] = { low: ord, high: ord, isMixed: false };
    else if (ord > span.high) span.high = ord;
    else if (ord < span.low) span.low = ord;
    else span.isMixed = true;
  }

  /** The newest document of each message of these streams. */
  function wantedDocs(isWanted: (stream: string, epoch: string) => boolean): Int32Array {
    const wanted = streams.all.map(([stream, epoch]) => isWanted(stream, epoch));
    const newest = new Map<number, Map<number, number>>();
    for (const [stream, { isMixed }] of spans.entries()) if (isMixed && wanted[stream]) newest.set(stream, new Map());
    for (let doc = 0; doc < count && newest.size > 0; doc++) {
      const known = newest.get(streamOf[doc] as number);
      const before = known?.get(ordOf[doc] as number);
      if (before === undefined || (revOf[before] as number) <= (revOf[doc] as number))
        known?.set(ordOf[doc] as number, doc);
    }
    const docs = new Int32Array(count);
    let found = 0;
    for (let doc = 0; doc < count; doc++) {
      const stream = streamOf[doc] as number;
      if (wanted[stream] && (newest.get(stream)?.get(ordOf[doc] as number) ?? doc) === doc) docs[found++] = doc;
    }
    return docs.subarray(0, found);
  }

  /** The documents of each term, by their new numbers: those of a term stand together, ascending. */
  function turnedRound(docs: Int32Array): (term: number) => Int32Array {
    const ends = new Int32Array(terms.count() + 1);
    for (const doc of docs) {
      for (let i = startOf(doc); i < (endOf[doc] as number); i++) {
        const next = (words[i] as number) + 1;
        ends[next] = (ends[next] as number) + 1;
      }
    }
    for (let i = 1; i < ends.length; i++) ends[i] = (ends[i] as number) + (ends[i - 1] as number);
    // Each begins where the one before ends, and is at its own end once all of its documents are there.
    const all = new Int32Array(ends.at(-1) as number);
    for (let doc = 0; doc < docs.length; doc++) {
      const was = docs[doc] as number;
      for (let i = startOf(was); i < (endOf[was] as number); i++) {
        const term = words[i] as number;
        const place = ends[term] as number;
        ends[term] = place + 1;
        all[place] = doc;
      }
    }
    return (term) => all.subarray(term === 0 ? 0 : ends[term - 1], ends[term]);
  }

  const startOf = (doc: number): number => (doc === 0 ? 0 : (endOf[doc - 1] as number));

  return {
    add({ key, rev, body }, epoch) {
      const [stream, ord] = key as readonly [string, number];
      const { author, at, body: said } = body as MessageRecord;
      const number = streams.numberOf(stream, epoch);
      noteOrd(number, ord);
      // One without text is known too: it takes the place of what an older segment says of it.
      if (said?.text) {
        addTerm(authorOf(author));
        conversations[number] ??= numberOfName(streamTerm(stream));
        addTerm(conversations[number]);
        eachTerm(said.text, addWord);
      }
      if (count === endOf.length) makeRoom();
      streamOf[count] = number;
      ordOf[count] = ord;
      revOf[count] = rev;
      timeOf[count] = at;
      endOf[count] = used;
      count++;
    },
    count: () => count,

    matching(lookups, before) {
      const docs = createDocSet(count);
      for (const [n, { term, isPrefix }] of lookups.entries()) {
        const asked = new Uint8Array(terms.count());
        for (const number of isPrefix ? terms.beginningWith(term) : terms.named(term)) asked[number] = 1;
        const found = n === 0 ? docs : createDocSet(count);
        for (let doc = 0, i = 0; doc < count; doc++) {
          for (; i < (endOf[doc] as number); i++) if (asked[words[i] as number] === 1) found.add(doc);
        }
        if (n > 0) docs.intersect(found);
      }
      const found: number[] = [];
      for (let doc = docs.before(count); doc >= 0; doc = docs.before(doc)) {
        if ((timeOf[doc] as number) < before) found.push(doc);
      }
      const order = inOrderOfTime(Int32Array.from(found.reverse()), timeOf);
      let left = order.length;
      return () => {
        if (left === 0) return undefined;
        const doc = order[--left] as number;
        const [stream] = streams.all[streamOf[doc] as number] as StreamEntry;
        return { stream, ord: ordOf[doc] as number, at: timeOf[doc] as number };
      };
    },

    async finish(id, isWanted, rest) {
      const docs = inOrderOfTime(wantedDocs(isWanted), timeOf);
      if (docs.length === 0) return undefined;
      await rest();
      const numbers = createStreamNumbers();
      const numberOf = new Int32Array(streams.all.length).fill(-1);
      const packed = createDocBlocks();
      for (let from = 0; from < docs.length; from += DOCS) {
        for (const doc of docs.subarray(from, from + DOCS)) {
          const stream = streamOf[doc] as number;
          if (numberOf[stream] === -1) numberOf[stream] = numbers.numberOf(...(streams.all[stream] as StreamEntry));
          packed.add(numberOf[stream] as number, ordOf[doc] as number, revOf[doc] as number, timeOf[doc] as number);
        }
        await rest();
      }
      const docsOf = turnedRound(docs);
      await rest();
      const blocks = createTermBlocks();
      for (const part of terms.sorted()) {
        for (let from = 0; from < part.length; from += TERMS) {
          for (const { term, number } of part.slice(from, from + TERMS)) {
            const found = docsOf(number);
            if (found.length > 0) blocks.add(term, found);
          }
          await rest();
        }
      }
      return finishSegment(id, numbers.all, packed.finish(), blocks);
    },
  };
}

type StreamEntry = readonly [stream: string, epoch: string];
