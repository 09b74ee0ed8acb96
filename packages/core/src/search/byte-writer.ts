/** Whole numbers from 0 and text, packed: seven bits a byte, the lowest first. */
export interface ByteWriter {
  readonly length: () => number;
  uint(value: number): void;
  /** A code unit each. */
  chars(text: string, from: number): void;
  bytes(other: Uint8Array): void;
  /** What was written since the last call. Good until the next write. */
  take(): Uint8Array;
}

export function createByteWriter(): ByteWriter {
  let buffer = new Uint8Array(1024);
  let at = 0;

  function makeRoom(more: number): void {
    if (at + more <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, at + more));
    larger.set(buffer);
    buffer = larger;
  }

  function uint(value: number): void {
    makeRoom(8);
    let rest = value;
    // Times are beyond what the bit operators hold.
    while (rest >= 0x8000_0000) {
      buffer[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      buffer[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    buffer[at++] = rest;
  }

  return {
    length: () => at,
    uint,
    chars(text, from) {
      for (let i = from; i < text.length; i++) uint(text.charCodeAt(i));
    },
    bytes(other) {
      makeRoom(other.length);
      buffer.set(other, at);
      at += other.length;
    },
    take() {
      const taken = buffer.subarray(0, at);
      at = 0;
      return taken;
    },
  };
}
