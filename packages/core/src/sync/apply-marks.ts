import type { Mark, Marks, Summary } from '@tidemark/protocol';
import { applyConversation, noteLast, raiseOwn } from './apply-row.ts';
import type { Draft, StreamDraft } from './draft.ts';
import { markOf, raiseMark } from './member-marks.ts';
import { noteHead } from './note-head.ts';

/** Raises the watermarks told live. A hole in their numbering is left to be pulled. */
export function applyMarks(draft: Draft, me: string, frame: Marks): void {
  const target = draft.stream(frame.stream);
  const { state } = target;
  if (state.cursor?.epoch !== frame.epoch) return;
  // One of nobody known is of a member whose row is missing, or of somebody who left: what is pulled tells both.
  if (raiseAll(target, me, frame.marks) && frame.from <= state.marksRev)
    state.marksRev = Math.max(state.marksRev, frame.to);
}

/** Raises the marks of members; whether it knew them all. */
export function raiseAll(target: StreamDraft, me: string, marks: readonly Mark[]): boolean {
  let knows = true;
  for (const mark of marks) {
    if (mark.user === me) raiseOwn(target, mark.delivered, mark.read, true);
    if (markOf(target.marks, mark.user)) target.marks = raiseMark(target.marks, mark);
    else knows = false;
  }
  return knows;
}

/**
 * Notes what the server's list shows of a conversation, held or not. Whether one is in it one's own stream tells, which
 * has revs: a list that comes late may be from before one left.
 */
export function applySummary(draft: Draft, me: string, summary: Summary): void {
  const { stream, epoch, rev, ord, marksRev, at } = summary;
  const target = draft.stream(stream);
  const { state } = target;
  noteHead(draft, { stream, epoch, rev, ord, marksRev, at });
  const { delivered, read } = summary;
  if (state.cursor?.epoch === epoch) raiseAll(target, me, [{ user: me, delivered, read }]);
  // The members' marks of any other come with its page. Until then the server may be restored once more.
  else raiseOwn(target, delivered, read, true);
  // What is held is changed by contiguous changes only; the list's rows serve conversations that are not.
  if (state.cursor) return;
  for (const row of summary.rows) {
    if (row.collection === 'conversation') applyConversation(target, row);
    else if (row.ord !== undefined) noteLast(target, row, row.ord);
  }
}
