import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directId, isDirectId } from './direct-id.ts';
import { KEY_PATTERN, NAME_PATTERN } from './patterns.ts';

const name = fc.string({ minLength: 1, maxLength: 128, unit: 'grapheme' }).filter((text) => NAME_PATTERN.test(text));

test('[PRO-49] two users have one id, whoever asks; no other two have it; it is a key', () => {
  expect(directId('bob', 'ann')).toBe('3~ann~bob');
  fc.assert(
    fc.property(name, name, name, name, (a, b, c, d) => {
      const id = directId(a, b);
      expect(id).toBe(directId(b, a));
      expect(isDirectId(id)).toBe(true);
      expect(KEY_PATTERN.test(id)).toBe(true);
      const isSamePair = [a, b].toSorted().join() === [c, d].toSorted().join();
      expect(directId(c, d) === id).toBe(isSamePair);
    }),
  );
});

test('[PRO-49] names that look like parts of an id make no other pair’s', () => {
  expect(directId('a', '~b')).not.toBe(directId('a~', 'b'));
  expect(directId('a~b', 'c')).not.toBe(directId('a', 'b~c'));
  for (const id of ['ann~bob', '3~bob~ann', '2~ann~bob', '3~ann', '9~ann~bob', '03~ann~bob']) {
    expect([id, isDirectId(id)]).toEqual([id, false]);
  }
});
