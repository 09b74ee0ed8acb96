import type { Delivery } from '../model/delivery.ts';
import { eachMark, type MemberMarks } from '../sync/member-marks.ts';

/** Up to which ords everybody else has received and read; undefined when there is nobody else. */
export interface Reach {
  readonly delivered: number;
  readonly read: number;
  /** Of the history that these ords are of. */
  readonly epoch: string | undefined;
}

/** The slowest of the others decides: a message is delivered when every recipient has it. */
export function reachOf(marks: MemberMarks, me: string | undefined, epoch?: string): Reach | undefined {
  let reach: Reach | undefined;
  eachMark(marks, (user, mark) => {
    if (user === me) return;
    reach = reach
      ? { delivered: Math.min(reach.delivered, mark[0]), read: Math.min(reach.read, mark[1]), epoch }
      : { delivered: mark[0], read: mark[1], epoch };
  });
  return reach;
}

export function deliveryOf(ord: number | undefined, reach: Reach | undefined): Delivery {
  if (ord === undefined) return 'sending';
  if (!reach || reach.delivered < ord) return 'sent';
  return reach.read < ord ? 'delivered' : 'read';
}
