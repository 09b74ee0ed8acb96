import { eachMark, type MemberMark, type MemberMarks, NO_MARKS } from '../sync/member-marks.ts';

/** All marks by user, wherever they stand. */
export function plainMarks(marks: MemberMarks): Readonly<Record<string, MemberMark>> {
  const found: [string, MemberMark][] = [];
  eachMark(marks, (user, mark) => found.push([user, mark]));
  return Object.fromEntries(found);
}

/** The marks of a conversation of few. */
export const marksOf = (recent: MemberMarks['recent']): MemberMarks => ({ ...NO_MARKS, recent });
