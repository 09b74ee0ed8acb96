import type { Key } from '@tidemark/core';

/**
 * A key as bytes that sort as keys do: numbers before strings, numbers by value, strings by UTF-16 code unit, and the
 * bytes of a prefix begin the bytes of its keys.
 *
 *     number  01, the float64 with its sign turned        string  02, two bytes for each code unit + 1, 00 00
 */
export function keyBytes(key: Key): Buffer {
  return Buffer.concat(key.map((part) => (typeof part === 'number' ? numberBytes(part) : stringBytes(part))));
}

/** What comes right after everything that these bytes begin. */
export function endOf(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.of(0xff)]);
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(9, 1);
  bytes.writeDoubleBE(value + 0, 1); // + 0 makes -0 the 0 it equals
  for (let i = 1; i < 9; i++) if (value < 0 || i === 1) bytes[i] = (bytes[i] ?? 0) ^ (value < 0 ? 0xff : 0x80);
  return bytes;
}

/** Nothing in a string is 00 00, which ends it: units count from 1, and the last two, too large then, are FF FF 01 and 02. */
function stringBytes(value: string): Buffer {
  const bytes: number[] = [2];
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i) + 1;
    if (unit > 0xfffe) bytes.push(0xff, 0xff, unit - 0xfffe);
    else bytes.push(unit >> 8, unit & 0xff);
  }
  return Buffer.from([...bytes, 0, 0]);
}
