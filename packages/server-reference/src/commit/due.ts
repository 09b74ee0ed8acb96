import { conversationStream, type JsonObject, type ScheduledBody } from '@tidemark/protocol';
import { type PushedOp, refuse } from '../domain/decision.ts';
import { removeMessage } from '../domain/message.ts';
import { failedSchedule, sentSchedule } from '../domain/scheduled.ts';
import { refusal } from '../frames/error-frame.ts';
import type { StoredRow } from '../log/log.ts';
import type { Batch, Changed } from './batch.ts';
import { commitRows, decideOp, type Told } from './decide-push.ts';

/** What a row that is due amounts to, as an op of its author: a message's deletion, a scheduled one's sending. */
export function dueOp({ stream, collection, key, author, body }: StoredRow): PushedOp {
  const base = { author, isTooDeep: false, access: 'none' as const };
  if (collection === 'message')
    return { ...base, op: { opId: key, stream, collection, key, kind: 'delete' }, body: null };
  const scheduled = JSON.parse(body ?? '{}') as ScheduledBody;
  const message = scheduled.body as JsonObject;
  const op = { opId: key, collection: 'message', kind: 'put', body: message } as const;
  return {
    ...base,
    op: { ...op, stream: conversationStream(scheduled.conversation) },
    body: JSON.stringify(message),
  };
}

/** Does what is due with a row, in the log's time: nobody pushed it, so everybody is told alike. */
export function decideDue(batch: Batch, row: StoredRow, bodyBytes: number, told: Told): void {
  // One that an op of this batch changed is not what was loaded for: if it is due still, the next sweep finds it.
  if (batch.row(row)?.rev !== row.rev) return;
  if (row.collection === 'message') expire(batch, row, told);
  else send(batch, row, bodyBytes, told);
}

function expire(batch: Batch, row: StoredRow, told: Told): void {
  const decision = removeMessage(row, batch);
  if (decision.kind !== 'write') return;
  for (const change of batch.write(decision.rows, row.key)) told.step(change.state.stream, change);
}

/** PRO-60: as if its author pushed it now. */
function send(batch: Batch, row: StoredRow, bodyBytes: number, told: Told): void {
  const { key, author } = row;
  const step = (change: Changed): void => told.step(change.state.stream, change);
  const pushed = dueOp(row);
  const known = batch.findOp(key);
  const decision = known === undefined ? decideOp(batch, pushed, bodyBytes) : refuse('op/id-taken');
  if (decision.kind === 'write') {
    const ord = commitRows(batch, pushed, [...decision.rows, sentSchedule(row)], step);
    if (ord !== undefined) batch.raiseAuthor(pushed.op.stream, author, ord);
    return;
  }
  const isSent = known?.author === author || decision.kind === 'keep';
  const left = isSent ? sentSchedule(row) : failedSchedule(row, refusal(decision.code, decision.found));
  for (const change of batch.write([left], key)) step(change);
}
