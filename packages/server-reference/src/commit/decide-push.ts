import { laneOf, MAX_BODY_DEPTH, type StreamId } from '@tidemark/protocol';
import { byteLength } from '../byte-length.ts';
import type { Session } from '../connection/session.ts';
import type { Decision, PushedOp, RowWrite } from '../domain/decision.ts';
import { rulesOf } from '../domain/rules-of.ts';
import { duplicateText, okText, refusedText } from '../frames/result-text.ts';
import type { Batch, Changed } from './batch.ts';
import type { Step } from './outcome.ts';

export interface Told {
  answer(session: Session, result: string): void;
  step(stream: StreamId, step: Step): void;
}

/** Decides the ops of one push, in their order, into the batch. */
export function decidePush(
  batch: Batch,
  session: Session,
  ops: readonly PushedOp[],
  bodyBytes: number,
  told: Told,
): void {
  const refusedLanes = new Set<string>();
  const newest = new Map<StreamId, number>();
  for (const pushed of ops) {
    const { op, author } = pushed;
    const known = batch.findOp(op.opId);
    if (known !== undefined) {
      told.answer(session, known.author === author ? duplicateText(known) : refusedText(op.opId, 'op/id-taken'));
      continue;
    }
    const lane = laneOf(op.stream, op.collection);
    const decision = decideOp(batch, pushed, bodyBytes, refusedLanes.has(lane));
    if (decision.kind === 'refuse') {
      refusedLanes.add(lane);
      told.answer(session, refusedText(op.opId, decision.code, decision));
      continue;
    }
    if (decision.kind === 'keep') keep(batch, session, pushed, decision, told);
    else commit(batch, session, pushed, decision, told, newest);
  }
  for (const [stream, ord] of newest) batch.raiseAuthor(stream, session.user, ord);
}

/** Whether the op may be committed, and what that writes. */
export function decideOp(batch: Batch, pushed: PushedOp, bodyBytes: number, laneIsRefused = false): Decision {
  const { op, author, body, isTooDeep } = pushed;
  if (laneIsRefused) return { kind: 'refuse', code: 'op/predecessor', found: 'An earlier op of the lane was refused.' };
  if (op.after !== undefined && batch.findOp(op.after)?.author !== author) {
    return { kind: 'refuse', code: 'op/predecessor' };
  }
  if (isTooDeep) return { kind: 'refuse', code: 'op/invalid', found: `body: nested deeper than ${MAX_BODY_DEPTH}.` };
  if (body !== null && isLonger(body, bodyBytes)) {
    return { kind: 'refuse', code: 'op/too-large', found: `body: more than ${bodyBytes} bytes.` };
  }
  return rulesOf(op).decide(pushed, batch);
}

function keep(batch: Batch, session: Session, { op, author }: PushedOp, decision: Kept, told: Told): void {
  const { epoch, at, ...stream } = batch.stream(op.stream);
  const { rev, ord } = decision.row ?? { rev: stream.rev, ord: undefined };
  batch.remember({ opId: op.opId, stream: op.stream, rev, ord, at, author });
  told.answer(session, okText({ opId: op.opId, stream: op.stream, epoch, rev, from: rev, ord, at, rows: [] }));
}

type Kept = Extract<Decision, { kind: 'keep' }>;
type Written = Extract<Decision, { kind: 'write' }>;

function commit(
  batch: Batch,
  session: Session,
  pushed: PushedOp,
  { rows, tell }: Written,
  told: Told,
  newest: Map<StreamId, number>,
): void {
  const { opId, stream } = pushed.op;
  const sentAt = commitRows(batch, pushed, rows, (change, ord) => {
    if (change.state.stream !== stream) return told.step(change.state.stream, change);
    const from = change.from === change.to - 1 ? undefined : change.from;
    const { epoch } = change.state;
    const changed = tell ? change.rows : undefined;
    const result = okText({ opId, stream, epoch, rev: change.to, from, ord, at: batch.at, rows: changed });
    told.step(stream, { ...change, session, result });
  });
  if (sentAt !== undefined) newest.set(stream, sentAt);
}

/** Writes the rows of an op and remembers it; answers the ord of the message it sent, if it did. */
export function commitRows(
  batch: Batch,
  { op, author }: PushedOp,
  rows: readonly RowWrite[],
  changed: (change: Changed, ord: number | undefined) => void,
): number | undefined {
  const { opId, stream } = op;
  let sentAt: number | undefined;
  for (const change of batch.write(rows, opId)) {
    const isOwn = change.state.stream === stream;
    const ord = isOwn ? change.rows.findLast((row) => row.ord !== undefined)?.ord : undefined;
    if (isOwn) batch.remember({ opId, stream, rev: change.to, ord, at: batch.at, author });
    if (isOwn && rows.some((row) => row.ord === 'next')) sentAt = ord;
    changed(change, ord);
  }
  return sentAt;
}

/** UTF-8 takes between one and three bytes a UTF-16 unit: count only when it matters. */
function isLonger(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  return text.length * 3 > bytes && byteLength(text) > bytes;
}
