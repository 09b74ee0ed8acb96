import {
  conversationStream,
  KEY_PATTERN,
  type Op,
  parseStream,
  type StreamId,
  type ThreadBody,
  UUID7_PATTERN,
} from '@tidemark/protocol';
import type { RowKey, StreamRecord } from '../log/log.ts';
import { type Decision, keyOf, type PushedOp, type RowWrite, refuse, type View } from './decision.ts';
import { parseBody } from './fields.ts';
import { isRow, liveMessage, roleIn } from './visible.ts';

/** The row in the parent's stream that says how many replies there are, and who made the last one (PRO-57). */
export const threadKey = (parent: StreamId, root: string): RowKey => ({
  stream: parent,
  collection: 'thread',
  key: root,
});

/** What creating a thread looks at; nothing of another creation. */
export function threadNeeds({ body = {} }: Op): { readonly streams: StreamId[]; readonly rows: RowKey[] } {
  const { kind, parent, root } = body;
  if (kind !== 'thread' || typeof parent !== 'string' || typeof root !== 'string') return { streams: [], rows: [] };
  if (!KEY_PATTERN.test(parent) || !UUID7_PATTERN.test(root)) return { streams: [], rows: [] };
  const stream = conversationStream(parent);
  return { streams: [stream], rows: [{ stream, collection: 'message', key: root }, threadKey(stream, root)] };
}

interface Beginning {
  readonly place: NonNullable<StreamRecord['thread']>;
  readonly members: readonly string[];
}

/** PRO-56: whoever sees a message may begin its thread; its author is a member from the beginning. */
export function beginThread(
  { op, author }: PushedOp,
  people: readonly string[],
  view: View,
): Beginning | Extract<Decision, { kind: 'refuse' }> {
  const { parent: parentId, root: rootId } = op.body as { parent: string; root: string };
  const parent = conversationStream(parentId);
  if (keyOf(op) !== rootId) return refuse('op/invalid', 'key: a thread has the id of its root.');
  if (view.stream(parent).thread !== undefined) return refuse('op/invalid', 'body.parent: a thread has no threads.');
  if (roleIn(view, parent, author) === undefined) return refuse('op/missing', 'body.parent: no such conversation.');
  const root = liveMessage(view, parent, rootId, author);
  if (!isRow(root)) return refuse('op/missing', 'body.root: no such message.');
  if (people.some((user) => user !== author && user !== root.author)) {
    return refuse('op/invalid', 'body.members: of a thread, only the author of its root.');
  }
  const place = { parent, rootOrd: root.ord ?? 0 };
  const members = people.filter((user) => roleIn(view, parent, user) !== undefined);
  return { place, members };
}

/** The parent's row after a reply was sent (`added` 1) or deleted (-1). Nothing outside of threads. */
export function countReply(view: View, stream: StreamId, author: string, added: 1 | -1): readonly RowWrite[] {
  const { thread } = view.stream(stream);
  if (thread === undefined) return [];
  const key = threadKey(thread.parent, parseStream(stream).scope);
  const row = view.row(key);
  const before: ThreadBody = row?.body ? (parseBody(row.body) as unknown as ThreadBody) : { count: 0 };
  const count = Math.max(0, before.count + added);
  const last = added === 1 ? { author, at: view.at } : before.last;
  return [{ ...key, body: JSON.stringify({ count, last }), author: row?.author ?? author, about: thread.rootOrd }];
}
