import type { Mark, StreamId } from '@tidemark/protocol';
import type { Key } from '../local-db/storage-adapter.ts';

export type MemberMark = readonly [delivered: number, read: number];

type ByUser = Readonly<Record<string, MemberMark>>;

/**
 * The watermarks of a conversation's members. Immutable. A message raises its author's: so the few that rose last stand in
 * the row of the stream's state, which each message writes, and what a message costs does not grow with the members.
 */
export interface MemberMarks {
  /** Those that rose or came last; the whole of a conversation of few. They stand before `rest`. */
  readonly recent: ByUser;
  /** The others: a row of its own in the store `marks`. */
  readonly rest: ByUser;
}

export const NO_MARKS: MemberMarks = { recent: {}, rest: {} };

/** So many rise before they are written to the rest: one in so many messages writes all, at worst. */
const MOST_RECENT = 32;

/** Where databases of schema version 1 have them. */
export const oldMarksKey = (stream: StreamId): Key => [stream, 'marks'];

export function markOf({ recent, rest }: MemberMarks, user: string): MemberMark | undefined {
  // A user may be called "constructor".
  if (Object.hasOwn(recent, user)) return recent[user];
  return Object.hasOwn(rest, user) ? rest[user] : undefined;
}

/** Each member once, in no order. */
export function eachMark({ recent, rest }: MemberMarks, take: (user: string, mark: MemberMark) => void): void {
  for (const user in recent) take(user, recent[user] as MemberMark);
  for (const user in rest) if (!Object.hasOwn(recent, user)) take(user, rest[user] as MemberMark);
}

/** Merges by max. Returns the same object when nothing rose. */
export function raiseMark(marks: MemberMarks, { user, delivered, read }: Mark): MemberMarks {
  const before = markOf(marks, user);
  const after = [Math.max(before?.[0] ?? 0, delivered, read), Math.max(before?.[1] ?? 0, read)] as const;
  if (before && before[0] === after[0] && before[1] === after[1]) return marks;
  return withRecent(marks, user, after);
}

/** A new member starts at the head; one that is known keeps what they have. */
export function addMember(marks: MemberMarks, user: string, ord: number): MemberMarks {
  return markOf(marks, user) ? marks : withRecent(marks, user, [ord, ord]);
}

export function removeMember({ recent, rest }: MemberMarks, user: string): MemberMarks {
  return { recent: without(recent, user), rest: without(rest, user) };
}

function withRecent(marks: MemberMarks, user: string, mark: MemberMark): MemberMarks {
  const recent = { ...marks.recent, [user]: mark };
  if (Object.keys(recent).length <= MOST_RECENT) return { recent, rest: marks.rest };
  return { recent: {}, rest: { ...marks.rest, ...recent } };
}

function without(marks: ByUser, user: string): ByUser {
  if (!Object.hasOwn(marks, user)) return marks;
  const { [user]: _removed, ...others } = marks;
  return others;
}
