/** A place in bytes that a `ByteWriter` wrote. */
export interface ByteReader {
  readonly bytes: Uint8Array;
  at: number;
}

export const isAtEnd = ({ bytes, at }: ByteReader): boolean => at >= bytes.length;

export function readUint(reader: ByteReader): number {
  const { bytes } = reader;
  let byte = bytes[reader.at++] as number;
  if (byte < 128) return byte;
  let value = byte & 127;
  let scale = 128;
  do {
    byte = bytes[reader.at++] as number;
    value += (byte & 127) * scale;
    scale *= 128;
  } while (byte >= 128);
  return value;
}

export function readChars(reader: ByteReader, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) text += String.fromCharCode(readUint(reader));
  return text;
}
