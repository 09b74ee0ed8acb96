import { compareKey, hasPrefix, type Key } from '@tidemark/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeBounds, encodeEnd, encodeKey } from './key-code.ts';

const unit = fc.constantFrom(
  'a',
  'b',
  '\u0000',
  '\u0001',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  '\ud83d',
  '\ude00',
  '\ue000',
  '\uffff',
);
const text = fc.oneof(
  fc.array(unit, { maxLength: 4 }).map((units) => units.join('')),
  fc.string({ unit: 'binary' }),
);
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }));
const key: fc.Arbitrary<Key> = fc.array(fc.oneof(text, number), { maxLength: 3 });

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('[STO-27] the bytes of keys sort as the keys do', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(Buffer.compare(encodeKey(a), encodeKey(b)))).toBe(Math.sign(compareKey(a, b)));
    }),
    { numRuns: 5000 },
  );
});

test('[STO-27] the bytes of a prefix begin the bytes of its keys, and its end follows them all', () => {
  fc.assert(
    fc.property(key, key, (prefix, other) => {
      const longer = encodeKey([...prefix, ...other]);
      expect(hex(longer).startsWith(hex(encodeKey(prefix)))).toBe(true);
      expect(Buffer.compare(longer, encodeEnd(prefix))).toBe(-1);
      const isWithin =
        Buffer.compare(encodeKey(other), encodeKey(prefix)) >= 0 &&
        Buffer.compare(encodeKey(other), encodeEnd(prefix)) < 0;
      expect(isWithin).toBe(hasPrefix(other, prefix));
    }),
  );
});

test('[STO-27] bounds hold together, however they lie', () => {
  fc.assert(
    fc.property(key, key, key, key, (prefix, from, to, at) => {
      const [low, end] = encodeBounds(prefix, from, to);
      const bytes = encodeKey(at);
      const isIn = Buffer.compare(bytes, low) >= 0 && Buffer.compare(bytes, end) < 0;
      const reachesTo = compareKey(at, to) <= 0 || hasPrefix(at, to);
      expect(isIn).toBe(hasPrefix(at, prefix) && compareKey(at, from) >= 0 && reachesTo);
    }),
    { numRuns: 2000 },
  );
});

test('[STO-27] a long key, and ASCII that stays readable', () => {
  expect(encodeKey(['\u{1f600}'.repeat(5000)])).toHaveLength(30_002);
  expect(Buffer.from(encodeKey(['crew', 1])).toString('latin1')).toBe(
    '\u0002crew\u0000\u0001\u00bf\u00f0\u0000\u0000\u0000\u0000\u0000\u0000',
  );
});

test('[STO-27] the bytes of a key do not depend on the keys encoded before it', () => {
  const stream = fc.constantFrom('', 'a', 'ab', 'conversation:1', 'conversation:12', 'é', '\u0000');
  const ofStream: fc.Arbitrary<Key> = fc.tuple(stream, fc.oneof(text, number));
  fc.assert(
    fc.property(fc.array(fc.oneof(ofStream, key), { minLength: 1, maxLength: 12 }), (keys) => {
      // A part by itself is written anew each time.
      const anew = (each: Key) => Buffer.concat(each.map((part) => encodeKey([part])));
      for (const each of keys) expect(hex(encodeKey(each))).toBe(hex(anew(each)));
    }),
  );
});
