import type { Op } from '@tidemark/protocol';
import { reactionBodySchema } from '@tidemark/protocol/schemas';
import type { RowKey } from '../log/log.ts';
import { conflict } from './compare.ts';
import { type Decision, keyOf, ownKey, type PushedOp, type Rules, refuse, type View, write } from './decision.ts';
import { isSameBody, mergeFields, misfit, parseBody } from './fields.ts';
import { isBlocked, isRow, liveMessage, othersInDirect, roleIn } from './visible.ts';

/** PRO-46: each member keeps one row a message, with the emoji they put there. */
export const reactionRules: Rules = {
  needs: ({ op, author }, view) => ({ streams: othersInDirect(view, op.stream, author), rows: [messageKey(op)] }),
  decide: (pushed, view) => {
    const { op, author } = pushed;
    if (roleIn(view, op.stream, author) === undefined) return refuse('stream/unknown');
    const { id, user } = partsOf(op);
    if (user !== author)
      return refuse('op/forbidden', 'A reaction has the key of its message, a slash and one’s own id.');
    if (op.kind !== 'delete' && isBlocked(view, op.stream, author)) return refuse('op/blocked');
    const message = liveMessage(view, op.stream, id, author);
    return isRow(message) ? change(pushed, view, message.ord) : message;
  },
};

function partsOf(op: Op): { readonly id: string; readonly user: string } {
  const key = keyOf(op);
  const slash = key.indexOf('/');
  return { id: key.slice(0, slash), user: key.slice(slash + 1) };
}

const messageKey = (op: Op): RowKey => ({ stream: op.stream, collection: 'message', key: partsOf(op).id });

function change({ op, author }: PushedOp, view: View, about: number | undefined): Decision {
  const key = ownKey(op);
  const row = view.row(key);
  const present = parseBody(row?.body ?? '{}');
  const next = op.kind === 'delete' ? {} : op.kind === 'put' ? (op.body ?? {}) : mergeFields(present, op.body ?? {});
  const wrong = misfit(reactionBodySchema, next) ?? conflict(op, row);
  if (wrong) return wrong;
  if (isSameBody(row?.body ?? '{}', next)) return { kind: 'keep', row };
  const body = Object.keys(next).length === 0 ? null : JSON.stringify(next);
  return write([{ ...key, body, author, about }], true);
}
