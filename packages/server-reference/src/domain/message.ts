import { userStream } from '@tidemark/protocol';
import { messageBodySchema } from '@tidemark/protocol/schemas';
import type { RowKey, StoredRow } from '../log/log.ts';
import { conflict } from './compare.ts';
import {
  type Decision,
  type Need,
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
import { memberNeeds, memberWrites } from './member-rows.ts';
import { mentionKey, mentionWrites, namedIn, namedInText } from './mention.ts';
import { countReply, threadKey } from './thread.ts';
import { isBlocked, othersInDirect, roleIn, visibleFrom } from './visible.ts';

/** PRO-16: members put; authors patch; authors, admins and owners delete. */
export const messageRules: Rules = {
  needs: ({ op, author }, view) => {
    const { thread, settings } = view.stream(op.stream);
    const named = namedIn(op.body);
    // A plain message in a group asks for nothing.
    if (op.kind === 'put' && named.length === 0 && thread === undefined && settings.kind !== 'direct') return NOTHING;
    const told = op.kind === 'put' ? named : [...new Set([...named, ...namedInText(view.row(ownKey(op))?.body)])];
    const others: Need = thread === undefined ? NOTHING : threadOf(op.stream, thread.parent, author);
    const people = told.map(userStream);
    return {
      streams: [...people, ...othersInDirect(view, op.stream, author), ...(others.streams ?? [])],
      rows: [
        ...(op.kind === 'put' ? [] : told.map((user) => mentionKey(user, ownKey(op).key))),
        ...(others.rows ?? []),
      ],
      under: op.kind === 'delete' ? [editsOf(ownKey(op))] : [],
    };
  },
  decide: (pushed, view) => {
    const { op, author } = pushed;
    const role = roleIn(view, op.stream, author);
    if (role === undefined) return refuse('stream/unknown');
    if (op.kind !== 'delete' && isBlocked(view, op.stream, author)) return refuse('op/blocked');
    if (op.kind !== 'put') return change(pushed, view);
    if (role === 'member' && view.stream(op.stream).settings.kind === 'channel') {
      return refuse('op/forbidden', 'Only its owner and admins write in a channel.');
    }
    return put(pushed, view);
  },
};

function threadOf(stream: RowKey['stream'], parent: RowKey['stream'], author: string): Need {
  const root = stream.slice('conversation:'.length);
  return { streams: [userStream(author)], rows: [threadKey(parent, root), ...memberNeeds(stream, author)] };
}

function put({ op, author, body }: PushedOp, view: View): Decision {
  if (op.key !== undefined) return refuse('op/invalid', 'key: a message sent has none; its id is the opId.');
  const wrong = misfit(messageBodySchema, op.body) ?? conflict(op, undefined);
  if (wrong) return wrong;
  const key = { stream: op.stream, collection: 'message', key: op.opId };
  const { thread, settings, members, ord } = view.stream(op.stream);
  const ttlMs = settings.ttlMs ?? (thread && view.stream(thread.parent).settings.ttlMs);
  const dueAt = ttlMs === undefined ? undefined : view.at + ttlMs;
  const message: RowWrite = { ...key, body, author, ord: 'next', dueAt };
  const mentions = mentionWrites(view, { ...key, author, ord: ord + 1 }, [], namedIn(op.body));
  // Who replies in a thread becomes a member (PRO-57).
  const joins = thread !== undefined && !members.has(author);
  const [member, membership] = joins ? memberWrites(view, op.stream, author, 'member', author) : [];
  const before = member ? [member] : [];
  const after = membership ? [membership] : [];
  const reply = countReply(view, op.stream, author, 1);
  return write([...before, message, ...after, ...mentions, ...reply], joins || dueAt !== undefined);
}

function change({ op, author }: PushedOp, view: View): Decision {
  const row = view.row(ownKey(op));
  const role = roleIn(view, op.stream, author);
  if (row === undefined || (row.ord ?? 0) < visibleFrom(view, op.stream, author)) return refuse('op/missing');
  if (row.author !== author && (op.kind === 'patch' || role === 'member')) {
    return refuse('op/forbidden', `Only its author may ${op.kind} a message.`);
  }
  const moved = conflict(op, row);
  if (moved) return moved;
  return op.kind === 'delete' ? removeMessage(row, view) : edit({ op, author }, row, view);
}

/** Leaves the tombstone, and nothing of what the message said elsewhere. */
export function removeMessage(row: StoredRow, view: View): Decision {
  if (row.body === null) return { kind: 'keep', row };
  const edits = view.under(editsOf(row)).map((each): RowWrite => ({ ...each, body: null }));
  const mentions = mentionWrites(view, { ...row, ord: row.ord ?? 0 }, namedInText(row.body), []);
  return write([...edits, changed(row, null), ...mentions, ...countReply(view, row.stream, row.author, -1)], true);
}

function edit({ op }: Pick<PushedOp, 'op' | 'author'>, row: StoredRow, view: View): Decision {
  const { editWindowMs, keepEdits } = view.policy;
  if (row.body === null) return refuse('op/missing', 'The message was deleted.');
  const merged = mergeFields(parseBody(row.body), op.body ?? {});
  const wrong = misfit(messageBodySchema, merged);
  if (wrong) return wrong;
  if (isSameBody(row.body, merged)) return { kind: 'keep', row };
  if (editWindowMs !== undefined && view.at - row.at > editWindowMs) {
    return refuse('op/too-late', `A message may be edited for ${editWindowMs} ms.`);
  }
  const key = `${row.key}/${row.rev}`;
  const before: RowWrite = { ...editsOf(row), key, body: row.body, author: row.author, about: row.ord };
  const mentions = mentionWrites(view, { ...row, ord: row.ord ?? 0 }, namedInText(row.body), namedIn(merged));
  return write([...(keepEdits ? [before] : []), changed(row, JSON.stringify(merged)), ...mentions], true);
}

const changed = ({ stream, collection, key, author, ord, dueAt }: StoredRow, body: string | null): RowWrite => ({
  stream,
  collection,
  key,
  author,
  ord,
  body,
  dueAt: body === null ? undefined : dueAt,
});

/** What a message said before: rows `edit` of which the key is the message's, a slash and the rev it had. */
const editsOf = ({ stream, key }: RowKey): RowKey => ({ stream, collection: 'edit', key: `${key}/` });
