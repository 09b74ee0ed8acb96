import type { Mark } from '@tidemark/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainMarks } from '../test-support/plain-marks.ts';
import { addMember, type MemberMarks, markOf, NO_MARKS, raiseMark, removeMember } from './member-marks.ts';

const user = fc.constantFrom('ann', 'bob', 'constructor', '__proto__');
const mark: fc.Arbitrary<Mark> = fc.record({ user, delivered: fc.nat(9), read: fc.nat(9) });
const raiseAll = (marks: readonly Mark[], before: MemberMarks = NO_MARKS) =>
  marks.reduce<MemberMarks>(raiseMark, before);
const entries = (marks: MemberMarks) => Object.entries(plainMarks(marks)).sort(([a], [b]) => (a < b ? -1 : 1));

test('[STR-18] marks may come in any order, in any grouping and any number of times', () => {
  fc.assert(
    fc.property(fc.array(mark, { maxLength: 8 }), fc.infiniteStream(fc.nat()), fc.nat(8), (marks, chance, cut) => {
      const once = raiseAll(marks);
      const shuffled = marks.map((one) => [chance.next().value, one] as const).sort(([a], [b]) => a - b);
      expect(entries(raiseAll(shuffled.map(([, one]) => one)))).toEqual(entries(once));
      expect(entries(raiseAll(marks.slice(cut), raiseAll(marks.slice(0, cut))))).toEqual(entries(once));
      expect(raiseAll(marks, once)).toBe(once);
    }),
  );
});

test('[STR-18] a mark never falls, and what is read is delivered', () => {
  fc.assert(
    fc.property(fc.array(mark), mark, (marks, next) => {
      const before = raiseAll(marks);
      const after = raiseMark(before, next);
      for (const [name, [delivered, read]] of Object.entries(plainMarks(after))) {
        const [wasDelivered, wasRead] = markOf(before, name) ?? [0, 0];
        expect(delivered >= wasDelivered && read >= wasRead && delivered >= read).toBe(true);
      }
    }),
  );
});

test('[STR-10] a new member begins at the newest message, one that is known keeps their marks', () => {
  for (const name of ['bob', 'constructor', 'toString']) {
    const marks = addMember(NO_MARKS, name, 5);
    expect(entries(marks)).toEqual([[name, [5, 5]]]);
    expect(addMember(marks, name, 9)).toBe(marks);
    expect(entries(removeMember(marks, name))).toEqual([]);
  }
});
