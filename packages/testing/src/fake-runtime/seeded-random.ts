import type { Random } from '@tidemark/core';

/**
 * The same draws for the same seed, everywhere. sfc32 by Chris Doty-Humphrey (PractRand, public domain,
 * https://pracrand.sourceforge.net/RNG_engines.txt), seeded by an FNV-1a hash of the seed's text. Derive independent
 * sources by longer seeds: `createSeededRandom(`${seed}/phone`)`.
 */
export function createSeededRandom(seed: number | string): Random {
  const text = String(seed);
  let a = hash(`a${text}`);
  let b = hash(`b${text}`);
  let c = hash(`c${text}`);
  let counter = 1;

  function draw(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  // The first draws still resemble the seed; the reference implementation discards 12.
  for (let n = 0; n < 12; n++) draw();

  return {
    // 53 bits, as many as a number between 0 and 1 holds.
    fraction: () => ((draw() >>> 5) * 2 ** 26 + (draw() >>> 6)) / 2 ** 53,
    fill(target) {
      for (let at = 0; at < target.length; at++) target[at] = draw() >>> 24;
      return target;
    },
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}
