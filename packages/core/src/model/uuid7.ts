/**
 * UUIDv7 (RFC 9562, method 1): 48 bits of milliseconds, a counter of 26 bits, 48 random bits.
 *
 * Each millisecond begins its counter at a random number of 25 bits, which leaves room for 33 million ids; past that the
 * time is borrowed from the next millisecond. When the clock stands still or falls, the counter goes on.
 */
const COUNTER_SEED_MASK = 0x1ff_ffff;
const COUNTER_MAX = 0x3ff_ffff;
const MS_MAX = 0xffff_ffff_ffff;
/** Four bytes to begin a millisecond, six for each id; drawn in bulk, since asking the system costs more than an id. */
const POOL_BYTES = 1200;

// Marked pure, so that a bundle without ids drops it.
const HEX: readonly string[] = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);
const hex16 = (value: number): string => `${HEX[value >>> 8]}${HEX[value & 0xff]}`;

/** A source of UUIDv7 in lower case: each sorts after the one before it, whatever the clock does. */
export function createUuid7(
  clock: { now(): number },
  random: { fill(target: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> },
): () => string {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  let lastMs = -1;
  let timePart = '';
  let counter = COUNTER_MAX;

  /** So many random bytes as hexadecimal text. */
  function draw(bytes: number): string {
    if (used + bytes > POOL_BYTES) {
      random.fill(pool);
      used = 0;
    }
    let text = '';
    for (const end = used + bytes; used < end; used++) text += HEX[pool[used] as number];
    return text;
  }

  function begin(ms: number): void {
    const time = ms.toString(16).padStart(12, '0');
    lastMs = ms;
    timePart = `${time.slice(0, 8)}-${time.slice(8)}-`;
    counter = Number.parseInt(draw(4), 16) & COUNTER_SEED_MASK;
  }

  return () => {
    const ms = Math.min(Math.floor(clock.now()), MS_MAX);
    if (ms > lastMs) begin(ms);
    else if (counter < COUNTER_MAX) counter++;
    else begin(lastMs + 1);
    // Version 7 with 12 bits of the counter, then the variant (binary 10) with the other 14.
    return `${timePart}${hex16(0x7000 | (counter >>> 14))}-${hex16(0x8000 | (counter & 0x3fff))}-${draw(6)}`;
  };
}
