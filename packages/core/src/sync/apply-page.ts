import type { Page, Row } from '@tidemark/protocol';
import { putMessage } from '../local-db/records.ts';
import { type ApplyContext, applyRow, noteLast, raiseOwn, settleRow } from './apply-row.ts';
import type { StreamDraft } from './draft.ts';
import { type MemberMarks, NO_MARKS, raiseMark } from './member-marks.ts';
import { noteHead } from './note-head.ts';
import { addRange, staleSince } from './ranges.ts';

/** Writes a part of a conversation into the draft: rows, the range they make and, for a newest page, the cursor. */
export function applyPage(context: ApplyContext, page: Page): void {
  const { draft } = context;
  const target = draft.stream(page.stream);
  const { state } = target;
  // An old answer that arrives once more: the cursor has come further since, and does not go back.
  if (page.newest && state.cursor?.epoch === page.epoch && page.head.rev < state.cursor.rev) return;
  if (page.newest) beginAt(context, target, page);
  if (state.cursor?.epoch !== page.epoch) return;
  const others: Row[] = [];
  for (const row of page.rows) {
    if (row.ord === undefined) others.push(row);
    else {
      settleRow(context, page.stream, row);
      draft.changes.push(putMessage(page.stream, row, row.ord));
      noteLast(target, row, row.ord);
    }
  }
  for (const row of others) applyRow(context, page.stream, row, state.cursor.ord);
  const [from, to] = page.ords;
  state.ranges = addRange(state.ranges, { from, to });
  state.minOrd = page.minOrd;
}

function beginAt({ draft, me }: ApplyContext, target: StreamDraft, page: Page): void {
  const { state } = target;
  const isOtherHistory = state.cursor !== undefined && state.cursor.epoch !== page.epoch;
  if (isOtherHistory) {
    for (const store of ['messages', 'rows']) draft.changes.push({ store, deleteRange: { prefix: [page.stream] } });
    const { last: _last, ...summary } = state.summary;
    state.summary = summary;
    state.ranges = [];
    state.evictedTo = undefined;
    state.marksRev = 0;
  } else if (state.cursor) state.ranges = staleSince(state.ranges, state.cursor.rev);
  state.cursor = { epoch: page.epoch, rev: page.head.rev, ord: page.head.ord };
  noteHead(draft, page.head, true);
  state.resetTo = undefined;
  if (!page.marks) return;
  target.marks = page.marks.reduce<MemberMarks>(raiseMark, isOtherHistory ? NO_MARKS : target.marks);
  state.marksRev = page.head.marksRev;
  for (const mark of page.marks) if (mark.user === me) raiseOwn(target, mark.delivered, mark.read, true);
}
