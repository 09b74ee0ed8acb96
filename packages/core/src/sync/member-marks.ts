import type { Mark, StreamId } from '@tidemark/protocol';
import type { Key, Stored } from '../local-db/storage-adapter.ts';

/** The watermarks of a conversation's members, `[delivered, read]` by user: kept in the row of the stream's state. */
export type MemberMarks = Readonly<Record<string, readonly [delivered: number, read: number]>>;

/** Where databases of schema version 1 have them. */
export const marksKey = (stream: StreamId): Key => [stream, 'marks'];

export function marksOf(stored: Stored | undefined): MemberMarks {
  return (stored?.body as MemberMarks | undefined) ?? {};
}

/** Merges by max. Returns the same object when nothing rose. */
export function raiseMark(marks: MemberMarks, { user, delivered, read }: Mark): MemberMarks {
  // A user may be called "constructor".
  const before = Object.hasOwn(marks, user) ? marks[user] : undefined;
  const after = [Math.max(before?.[0] ?? 0, delivered, read), Math.max(before?.[1] ?? 0, read)] as const;
  if (before && before[0] === after[0] && before[1] === after[1]) return marks;
  return { ...marks, [user]: after };
}

/** A new member starts at the head; one that is known keeps what they have. */
export function addMember(marks: MemberMarks, user: string, ord: number): MemberMarks {
  return Object.hasOwn(marks, user) ? marks : { ...marks, [user]: [ord, ord] };
}

export function removeMember(marks: MemberMarks, user: string): MemberMarks {
  const { [user]: _removed, ...others } = marks;
  return others;
}
