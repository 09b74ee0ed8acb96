import { eachMark, type MemberMarks } from '../sync/member-marks.ts';

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
  const deliveredTo: string[] = [];
  const readBy: string[] = [];
  let recipients = 0;
  eachMark(marks, (user, [delivered, read]) => {
    if (user === author) return;
    recipients++;
    if (delivered >= ord) deliveredTo.push(user);
    if (read >= ord) readBy.push(user);
  });
  const named = (users: string[]): readonly string[] => (recipients > mostNamed ? [] : users.sort());
  return {
    recipients,
    delivered: deliveredTo.length,
    read: readBy.length,
    deliveredTo: named(deliveredTo),
    readBy: named(readBy),
  };
}
