import { type ByteReader, isAtEnd, readChars, readUint } from './byte-reader.ts';
import { type ByteWriter, createByteWriter } from './byte-writer.ts';

/** A block ends with the term that brings it here. What is looked up reads one, so it is not made of much more. */
const BLOCK_BYTES = 4096;

/** Terms in their order with the numbers of their documents, packed into blocks. */
export interface TermBlocks {
  /** Terms come in order, each once, its numbers ascending. */
  add(term: string, docs: ArrayLike<number>): void;
  finish(): { readonly blocks: readonly Uint8Array[]; readonly firsts: readonly string[] };
}

/** Each term without what it shares with the one before, then the distances of its documents. */
export function createTermBlocks(): TermBlocks {
  const blocks: Uint8Array[] = [];
  const firsts: string[] = [];
  const block = createByteWriter();
  const postings = createByteWriter();
  let last = '';

  function close(): void {
    if (block.length() > 0) blocks.push(block.take().slice());
    last = '';
  }

  return {
    add(term, docs) {
      if (block.length() === 0) firsts.push(term);
      const shared = sharedLength(last, term);
      block.uint(shared);
      block.uint(term.length - shared);
      block.chars(term, shared);
      writeDocs(postings, docs);
      const packed = postings.take();
      block.uint(packed.length);
      block.bytes(packed);
      last = term;
      if (block.length() >= BLOCK_BYTES) close();
    },
    finish() {
      close();
      return { blocks, firsts };
    },
  };
}

/** The terms of blocks, one after the other. */
export interface TermCursor {
  /** Goes to the next term; false at the end. */
  next(): boolean;
  /** Where it stands; empty before the first and after the last. */
  readonly term: () => string;
  /** The packed numbers there. */
  readonly docs: () => Uint8Array;
}

export function createTermCursor(blocks: readonly Uint8Array[]): TermCursor {
  let block = 0;
  let reader: ByteReader = { bytes: NOTHING, at: 0 };
  let term = '';
  let start = 0;
  return {
    next() {
      while (isAtEnd(reader)) {
        term = '';
        const bytes = blocks[block++];
        if (bytes === undefined) return false;
        reader = { bytes, at: 0 };
      }
      const shared = readUint(reader);
      term = term.slice(0, shared) + readChars(reader, readUint(reader));
      const size = readUint(reader);
      start = reader.at;
      reader.at += size;
      return true;
    },
    term: () => term,
    docs: () => reader.bytes.subarray(start, reader.at),
  };
}

const NOTHING = new Uint8Array(0);

/** Tells the numbers of a posting, ascending. */
export function eachDoc(docs: Uint8Array, tell: (doc: number) => void): void {
  const reader: ByteReader = { bytes: docs, at: 0 };
  let doc = -1;
  while (reader.at < docs.length) {
    doc += readUint(reader) + 1;
    tell(doc);
  }
}

function writeDocs(writer: ByteWriter, docs: ArrayLike<number>): void {
  let last = -1;
  for (let i = 0; i < docs.length; i++) {
    const doc = docs[i] as number;
    writer.uint(doc - last - 1);
    last = doc;
  }
}

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i++) if (a.charCodeAt(i) !== b.charCodeAt(i)) return i;
  return most;
}
