import { type ByteReader, isAtEnd, readUint } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';

export const DOCS_A_BLOCK = 512;

/** The messages of a segment in the order of time, in blocks, and the time at which each block begins. */
export interface DocBlocks {
  readonly blocks: readonly Uint8Array[];
  readonly ats: readonly number[];
  /** How many they are, and the time of the last. */
  readonly docs: number;
  readonly lastAt: number;
}

/** Packs documents that come in the order of time. */
export function createDocBlocks() {
  const writer = createByteWriter();
  const blocks: Uint8Array[] = [];
  const ats: number[] = [];
  let docs = 0;
  let last = 0;
  return {
    add(stream: number, ord: number, rev: number, at: number): void {
      if (docs % DOCS_A_BLOCK === 0) {
        if (docs > 0) blocks.push(writer.take().slice());
        ats.push(at);
        last = at;
      }
      writer.uint(at - last);
      writer.uint(stream);
      writer.uint(ord);
      writer.uint(rev);
      last = at;
      docs++;
    },
    finish(): DocBlocks {
      if (docs > 0) blocks.push(writer.take().slice());
      return { blocks, ats, docs, lastAt: last };
    },
  };
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
