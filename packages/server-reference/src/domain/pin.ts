import { pinBodySchema } from '@tidemark/protocol/schemas';
import { conflict } from './compare.ts';
import { keyOf, ownKey, type Rules, refuse, write } from './decision.ts';
import { misfit } from './fields.ts';
import { isRow, liveMessage, roleIn } from './visible.ts';

/** PRO-47: any member pins and unpins; in a channel its owner and admins. */
export const pinRules: Rules = {
  needs: ({ op }) => ({ rows: [{ stream: op.stream, collection: 'message', key: keyOf(op) }] }),
  decide: ({ op, author }, view) => {
    const role = roleIn(view, op.stream, author);
    if (role === undefined) return refuse('stream/unknown');
    if (role === 'member' && view.stream(op.stream).settings.kind === 'channel') {
      return refuse('op/forbidden', 'Only its owner and admins pin in a channel.');
    }
    const row = view.row(ownKey(op));
    const moved = conflict(op, row);
    if (moved) return moved;
    if (op.kind === 'delete') {
      if (!row?.body) return { kind: 'keep', row };
      return write([{ ...ownKey(op), body: null, author: row.author, about: row.about }], true);
    }
    const message = liveMessage(view, op.stream, keyOf(op), author);
    if (!isRow(message)) return message;
    const wrong = misfit(pinBodySchema, op.body);
    if (wrong) return wrong;
    return row?.body
      ? { kind: 'keep', row }
      : write([{ ...ownKey(op), body: '{}', author, about: message.ord }], false);
  },
};
