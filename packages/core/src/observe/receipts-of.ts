import type { MemberMarks } from '../sync/member-marks.ts';

/** Who has a message, and who has read it; its author apart. */
export interface Receipts {
  /** Everybody else in the conversation. */
  readonly recipients: number;
  readonly delivered: number;
  readonly read: number;
  /** By user id, those who read it among them. Empty above the most that are named. */
  readonly deliveredTo: readonly string[];
  readonly readBy: readonly string[];
}

/** Derived from the members' marks: a mark at an ord says the same of all messages up to it. */
export function receiptsOf(marks: MemberMarks, ord: number, author: string | undefined, mostNamed: number): Receipts {
  const others = Object.keys(marks).filter((user) => user !== author);
  const reached = (which: 0 | 1): string[] => others.filter((user) => (marks[user]?.[which] ?? 0) >= ord);
  const [deliveredTo, readBy] = [reached(0), reached(1)];
  const named = (users: string[]): readonly string[] => (others.length > mostNamed ? [] : users.sort());
  return {
    recipients: others.length,
    delivered: deliveredTo.length,
    read: readBy.length,
    deliveredTo: named(deliveredTo),
    readBy: named(readBy),
  };
}
