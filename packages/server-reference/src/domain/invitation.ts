import type { InvitationBody, StreamId } from '@tidemark/protocol';
import { invitationBodySchema } from '@tidemark/protocol/schemas';
import type { RowKey, StoredRow } from '../log/log.ts';
import { conflict } from './compare.ts';
import {
  type Decision,
  keyOf,
  NOTHING,
  ownKey,
  type PushedOp,
  type RowWrite,
  type Rules,
  refuse,
  type View,
  write,
} from './decision.ts';
import { isSameBody, mergeFields, misfit, parseBody } from './fields.ts';
import { roleIn } from './visible.ts';

export const invitationKey = (stream: StreamId, code: string): RowKey => ({
  stream,
  collection: 'invitation',
  key: code,
});

/** Whoever knows the code may join: it must not be one that can be guessed. */
const SHORTEST_CODE = 16;

/** PRO-52: owner and admins invite; the code is the key. */
export const invitationRules: Rules = {
  needs: () => NOTHING,
  decide: (pushed, view) => {
    const { op, author } = pushed;
    const role = roleIn(view, op.stream, author);
    if (role === undefined) return refuse('stream/unknown');
    const { kind } = view.stream(op.stream).settings;
    if (role === 'member' || kind === 'direct' || kind === 'thread') {
      return refuse('op/forbidden', 'Only owners and admins of a group or a channel invite.');
    }
    if (keyOf(op).length < SHORTEST_CODE) return refuse('op/invalid', `key: a code has ${SHORTEST_CODE} characters.`);
    return change(pushed, view);
  },
};

function change({ op, author }: PushedOp, view: View): Decision {
  const row = view.row(ownKey(op));
  const moved = conflict(op, row);
  if (moved) return moved;
  if (op.kind === 'delete') {
    return row?.body ? write([{ ...ownKey(op), body: null, author: row.author }], true) : { kind: 'keep', row };
  }
  if (op.kind === 'patch' && !row?.body) return refuse('op/missing');
  if (op.body !== undefined && 'used' in op.body) return refuse('op/invalid', 'body.used: counted by the server.');
  const { used } = parseBody(row?.body ?? '{}') as InvitationBody;
  const next =
    op.kind === 'patch'
      ? mergeFields(parseBody(row?.body ?? '{}'), op.body ?? {})
      : { ...op.body, ...(used && { used }) };
  const wrong = misfit(invitationBodySchema, next);
  if (wrong) return wrong;
  if (row !== undefined && isSameBody(row.body, next)) return { kind: 'keep', row };
  return write([{ ...ownKey(op), body: JSON.stringify(next), author: row?.body ? row.author : author }], true);
}

/** The invitation after one more joined with it; nothing when nobody can any more. */
export function useInvitation(row: StoredRow, at: number): RowWrite | undefined {
  if (row.body === null) return undefined;
  const body = parseBody(row.body) as InvitationBody;
  const used = body.used ?? 0;
  if ((body.expiresAt ?? Infinity) <= at || used >= (body.uses ?? Infinity)) return undefined;
  const { stream, collection, key, author } = row;
  return { stream, collection, key, author, body: JSON.stringify({ ...body, used: used + 1 }) };
}
