import type { Key } from '@tidemark/core';

/**
 * Keys as bytes that SQLite sorts (memcmp) as `compareKey` sorts keys.
 *
 *     number  01, the 8 bytes of the float64 with the sign turned so that bytes sort as values
 *     string  02, each UTF-16 code unit in 1 to 3 bytes as UTF-8 would write it, 00
 *
 * Surrogates are written one by one, 3 bytes each, so bytes sort as code units do, and ASCII stays readable. A code
 * unit 0 or 1 is written 01 01 or 01 02: nothing in a string is 00, so the 00 that ends it sorts before any longer
 * string. The bytes of a prefix of a key are a prefix of its bytes.
 */
export function encodeKey(key: Key): Uint8Array {
  const [first] = key;
  let end = 0;
  let i = 0;
  if (key.length > 1 && typeof first === 'string') {
    end = first === stem ? writeStem() : keepStem(first, writeString(first, 0));
    i = 1;
  }
  for (; i < key.length; i++) {
    const part = key[i] as Key[number];
    end = typeof part === 'string' ? writeString(part, end) : writeNumber(part, end);
  }
  return scratch.slice(0, end);
}

/** The first part of the last longer key, and its bytes: neighbours share it, and most keys are a stream's. */
let stem: string | undefined;
let stemBytes = new Uint8Array(0);

function writeStem(): number {
  scratch.set(stemBytes);
  return stemBytes.length;
}

function keepStem(part: string, end: number): number {
  stem = part;
  stemBytes = scratch.slice(0, end);
  return end;
}

/** The first bytes after every key that `prefix` begins. */
export function encodeEnd(prefix: Key): Uint8Array {
  const bytes = encodeKey(prefix);
  const end = new Uint8Array(bytes.length + 1);
  end.set(bytes);
  end[bytes.length] = 0xff;
  return end;
}

const NUMBER = 1;
const STRING = 2;

let scratch = new Uint8Array(1024);
let view = new DataView(scratch.buffer);

function reserve(end: number): void {
  if (end <= scratch.length) return;
  const grown = new Uint8Array(end * 2);
  grown.set(scratch);
  scratch = grown;
  view = new DataView(grown.buffer);
}

function writeNumber(value: number, start: number): number {
  reserve(start + 9);
  scratch[start] = NUMBER;
  view.setFloat64(start + 1, value + 0); // + 0 makes -0 the 0 it equals
  if (value < 0) for (let i = start + 1; i < start + 9; i++) scratch[i] = ~(scratch[i] as number);
  else scratch[start + 1] = (scratch[start + 1] as number) | 0x80;
  return start + 9;
}

function writeString(value: string, start: number): number {
  reserve(start + value.length * 3 + 2);
  const bytes = scratch;
  let at = start;
  bytes[at++] = STRING;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 2) {
      bytes[at++] = 1;
      bytes[at++] = unit + 1;
    } else if (unit < 0x80) {
      bytes[at++] = unit;
    } else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else {
      bytes[at++] = 0xe0 | (unit >> 12);
      bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[at++] = 0x80 | (unit & 0x3f);
    }
  }
  bytes[at++] = 0;
  return at;
}

/** The byte interval of a range: from the larger low bound up to the smaller end. */
export function encodeBounds(prefix: Key = [], from: Key = [], to: Key = []): readonly [Uint8Array, Uint8Array] {
  const low = compareBytes(encodeKey(prefix), encodeKey(from)) > 0 ? prefix : from;
  const ends = [encodeEnd(prefix), encodeEnd(to)] as const;
  return [encodeKey(low), compareBytes(ends[0], ends[1]) < 0 ? ends[0] : ends[1]];
}

/** The order of SQLite's memcmp. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return a.length - b.length;
}
