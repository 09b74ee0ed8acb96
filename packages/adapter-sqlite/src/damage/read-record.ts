export type Value = string | number | null | Uint8Array;

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8];

/** The columns of a record. Throws when it is none. https://sqlite.org/fileformat2.html#record_format */
export function recordIn(bytes: Uint8Array): readonly Value[] {
  const [headerEnd, first] = varint(bytes, 0);
  const types: number[] = [];
  for (let at = first; at < headerEnd; ) {
    const [type, next] = varint(bytes, at);
    types.push(type);
    at = next;
  }
  let at = headerEnd;
  return types.map((type) => {
    const length = type >= 12 ? (type - 12) >> 1 : (INTEGER_BYTES[type] ?? (type === 7 ? 8 : 0));
    const column = bytes.subarray(at, at + length);
    if (column.length < length) throw new RangeError('the record ends early');
    at += length;
    return toValue(type, column);
  });
}

function toValue(type: number, column: Uint8Array): Value {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type >= 12) return type % 2 === 0 ? column.slice() : textOf(column);
  const view = new DataView(column.buffer, column.byteOffset, column.byteLength);
  if (type === 7) return view.getFloat64(0);
  let value = 0n;
  for (const byte of column) value = (value << 8n) | BigInt(byte);
  return Number(BigInt.asIntN(column.length * 8, value));
}

// Made when needed: React Native has no TextDecoder in all its engines, and no damage to read.
function textOf(column: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(column);
}

/** The number that begins at `at`, and where the next thing begins. */
export function varint(bytes: Uint8Array, at: number): readonly [value: number, next: number] {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw new RangeError('the number ends early');
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + i + 1];
  }
  throw new RangeError('a number of nine bytes: none of ours');
}
