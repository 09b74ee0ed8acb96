import {
  conversationStream,
  type JsonObject,
  KEY_PATTERN,
  type ScheduledBody,
  type ScheduleFailure,
  UUID7_PATTERN,
  userStream,
} from '@tidemark/protocol';
import { schedulingSchema } from '@tidemark/protocol/schemas';
import type { RowKey, StoredRow } from '../log/log.ts';
import { conflict } from './compare.ts';
import {
  type Decision,
  keyOf,
  ownKey,
  type PushedOp,
  type RowWrite,
  type Rules,
  refuse,
  type View,
  write,
} from './decision.ts';
import { isSameBody, mergeFields, misfit, parseBody } from './fields.ts';

/** PRO-60: messages that the server sends later, in the stream of the one who wrote them. */
export const scheduledRules: Rules = {
  needs: (pushed, view) => {
    const message = messageOf(nextBody(pushed, view.row(ownKey(pushed.op))), keyOf(pushed.op));
    return { rows: message === undefined ? [] : [message] };
  },
  decide: (pushed, view) => {
    const { op, author } = pushed;
    if (op.stream !== userStream(author)) return refuse('stream/unknown');
    if (!UUID7_PATTERN.test(keyOf(op))) return refuse('op/invalid', 'key: not the id of a message.');
    const row = view.row(ownKey(op));
    return conflict(op, row) ?? (op.kind === 'delete' ? takeBack(pushed, row) : schedule(pushed, row, view));
  },
};

function takeBack({ op, author }: PushedOp, row: StoredRow | undefined): Decision {
  if (row?.body === null) return { kind: 'keep', row };
  return write([{ ...ownKey(op), body: null, author }], row !== undefined);
}

function schedule(pushed: PushedOp, row: StoredRow | undefined, view: View): Decision {
  const { op, author } = pushed;
  if (op.kind === 'patch' && !row?.body) {
    return row === undefined ? refuse('op/missing') : refuse('op/too-late', 'It was sent, or taken back.');
  }
  const next = nextBody(pushed, row);
  const wrong = misfit(schedulingSchema, next);
  if (wrong) return wrong;
  const message = messageOf(next, keyOf(op));
  if (message !== undefined && view.row(message) !== undefined) return refuse('op/too-late', 'It was sent already.');
  if (row !== undefined && isSameBody(row.body, next)) return { kind: 'keep', row };
  const dueAt = (next as unknown as ScheduledBody).at;
  return write(
    [{ ...ownKey(op), body: JSON.stringify(next), author, dueAt }],
    op.kind === 'patch' || Boolean(row?.body),
  );
}

/** Whatever is changed of one that failed is tried again. */
function nextBody({ op }: PushedOp, row: StoredRow | undefined): JsonObject {
  if (op.kind !== 'patch') return op.body ?? {};
  const { failed: _, ...before } = parseBody(row?.body ?? '{}');
  return mergeFields(before, op.body ?? {});
}

/** Where the message stands once it is sent. */
function messageOf({ conversation }: JsonObject, key: string): RowKey | undefined {
  if (typeof conversation !== 'string' || !KEY_PATTERN.test(conversation) || !UUID7_PATTERN.test(key)) return undefined;
  return { stream: conversationStream(conversation), collection: 'message', key };
}

/** The row once its message is sent. */
export const sentSchedule = ({ stream, collection, key, author }: StoredRow): RowWrite => ({
  stream,
  collection,
  key,
  author,
  body: null,
});

/** The row where its message was refused: it waits for its author. */
export function failedSchedule(row: StoredRow, { code, message }: ScheduleFailure): RowWrite {
  return { ...sentSchedule(row), body: JSON.stringify({ ...parseBody(row.body ?? '{}'), failed: { code, message } }) };
}
