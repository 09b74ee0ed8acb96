import { type Role, type StreamId, UUID7_PATTERN, userStream } from '@tidemark/protocol';
import type { StoredRow } from '../log/log.ts';
import { type Decision, refuse, type View } from './decision.ts';

type Streams = Pick<View, 'stream'>;

/**
 * What somebody may do in a conversation; undefined: they may not even see it. In a thread, what they may in the
 * conversation it belongs to, if they see the message it began with there (PRO-56).
 */
export function roleIn(view: Streams, stream: StreamId, user: string): Role | undefined {
  const { thread, members } = view.stream(stream);
  if (thread === undefined) return members.get(user);
  const parent = view.stream(thread.parent);
  return (parent.froms.get(user) ?? 1) <= thread.rootOrd ? parent.members.get(user) : undefined;
}

/** The members who may read it: of a thread not those who left what it belongs to. */
export function readersOf(view: Streams, stream: StreamId): ReadonlyMap<string, Role> {
  const { thread, members } = view.stream(stream);
  if (thread === undefined) return members;
  return new Map([...members].filter(([user]) => roleIn(view, stream, user) !== undefined));
}

/** The first ord they may see (PRO-58). */
export function visibleFrom(view: Streams, stream: StreamId, user: string): number {
  return view.stream(stream).froms.get(user) ?? 1;
}

/** The streams of those who may have blocked the author of a direct conversation's message. */
export function othersInDirect(view: Streams, stream: StreamId, author: string): readonly StreamId[] {
  const { settings, members } = view.stream(stream);
  if (settings.kind !== 'direct') return [];
  return [...members.keys()].filter((user) => user !== author).map(userStream);
}

/** PRO-54: whether the other person of a direct conversation blocks the author. */
export function isBlocked(view: Streams, stream: StreamId, author: string): boolean {
  return othersInDirect(view, stream, author).some((other) => view.stream(other).blocked.has(author));
}

/** A live message that the user may see, or why there is none to write about. */
export function liveMessage(view: View, stream: StreamId, id: string, user: string): StoredRow | Decision {
  if (!UUID7_PATTERN.test(id)) return refuse('op/invalid', 'key: it begins with the id of a message.');
  const row = view.row({ stream, collection: 'message', key: id });
  if (row === undefined || (row.ord ?? 0) < visibleFrom(view, stream, user)) return refuse('op/missing');
  return row.body === null ? refuse('op/missing', 'The message was deleted.') : row;
}

export const isRow = (found: StoredRow | Decision): found is StoredRow => 'stream' in found;
