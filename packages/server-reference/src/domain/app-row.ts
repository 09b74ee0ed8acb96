import { conflict } from './compare.ts';
import { type Decision, NOTHING, ownKey, type PushedOp, type Rules, refuse, type View, write } from './decision.ts';
import { isSameBody, mergeFields, parseBody } from './fields.ts';

/** PRO-20: rows of an app's own collections: put replaces, patch merges, delete leaves a tombstone. */
export const appRowRules: Rules = {
  needs: () => NOTHING,
  decide: (pushed, view) => {
    if (pushed.access === 'failed') return refuse('server/internal');
    if (pushed.access === 'none') return refuse('stream/unknown');
    if (pushed.access === 'read') return refuse('op/forbidden', 'The app allows you to read this stream only.');
    return change(pushed, view);
  },
};

function change({ op, author, body: text }: PushedOp, view: View): Decision {
  const key = ownKey(op);
  const row = view.row(key);
  const moved = conflict(op, row);
  if (moved) return moved;
  if (op.kind === 'put') {
    if (text === null) return refuse('op/invalid', 'body: a put has one.');
    const isLive = row !== undefined && row.body !== null;
    if (isLive && isSameBody(row.body, op.body ?? {})) return { kind: 'keep', row };
    const maker = isLive ? row.author : author;
    // Its author and the time it was made are those of the first put.
    return write([{ ...key, body: text, author: maker }], isLive);
  }
  if (op.kind === 'delete') {
    // A device may make and delete a row offline, and cannot know whether another made it meanwhile.
    if (row === undefined) return write([{ ...key, body: null, author }], false);
    return row.body === null ? { kind: 'keep', row } : write([{ ...key, body: null, author: row.author }], true);
  }
  if (row === undefined) return refuse('op/missing');
  if (row.body === null) return refuse('op/missing', 'The row was deleted.');
  const merged = mergeFields(parseBody(row.body), op.body ?? {});
  return isSameBody(row.body, merged)
    ? { kind: 'keep', row }
    : write([{ ...key, body: JSON.stringify(merged), author: row.author }], true);
}
