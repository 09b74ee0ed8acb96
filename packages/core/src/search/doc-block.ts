import { type ByteReader, isAtEnd, readUint } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';

/** A message that an index segment knows, by number: its place in the segment, in the order of time. */
export interface Doc {
  /** Which of the segment's streams. */
  readonly stream: number;
  readonly ord: number;
  readonly rev: number;
  readonly at: number;
}

export const DOCS_A_BLOCK = 512;

/** The documents in blocks, and the time at which each block begins. */
export function packDocs(docs: readonly Doc[]): {
  readonly blocks: readonly Uint8Array[];
  readonly ats: readonly number[];
} {
  const writer = createByteWriter();
  const blocks: Uint8Array[] = [];
  const ats: number[] = [];
  for (let start = 0; start < docs.length; start += DOCS_A_BLOCK) {
    let last = (docs[start] as Doc).at;
    ats.push(last);
    for (const { stream, ord, rev, at } of docs.slice(start, start + DOCS_A_BLOCK)) {
      writer.uint(at - last);
      writer.uint(stream);
      writer.uint(ord);
      writer.uint(rev);
      last = at;
    }
    blocks.push(writer.take().slice());
  }
  return { blocks, ats };
}

/** Tells the documents of a block in order. Plain numbers: most of them nobody wants. */
export function unpackDocs(
  bytes: Uint8Array,
  firstAt: number,
  tell: (stream: number, ord: number, rev: number, at: number) => void,
): void {
  const reader: ByteReader = { bytes, at: 0 };
  let at = firstAt;
  while (!isAtEnd(reader)) {
    at += readUint(reader);
    tell(readUint(reader), readUint(reader), readUint(reader), at);
  }
}
