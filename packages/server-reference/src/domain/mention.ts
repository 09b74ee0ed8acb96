import { NAME_PATTERN, parseStream, type StreamId, userStream } from '@tidemark/protocol';
import type { RowKey } from '../log/log.ts';
import type { RowWrite, View } from './decision.ts';
import { parseBody } from './fields.ts';
import { roleIn, visibleFrom } from './visible.ts';

/** A message as far as its mentions go. */
interface Naming {
  readonly stream: StreamId;
  readonly key: string;
  readonly author: string;
  readonly ord: number;
}

/** Whom a body names, whatever else is wrong with it: nobody twice. */
export function namedIn(body: unknown): readonly string[] {
  const { mentions } = Object(body) as { mentions?: unknown };
  if (!Array.isArray(mentions)) return [];
  return [...new Set(mentions.filter((user) => typeof user === 'string' && NAME_PATTERN.test(user)))].slice(0, 1_000);
}

export const namedInText = (body: string | null | undefined): readonly string[] =>
  body?.includes('"mentions"') ? namedIn(parseBody(body)) : [];

export const mentionKey = (user: string, message: string): RowKey => ({
  stream: userStream(user),
  collection: 'mention',
  key: message,
});

/** PRO-55: who is named, and may see the message, is told in their own stream; who no longer is, is told that. */
export function mentionWrites(
  view: View,
  message: Naming,
  before: readonly string[],
  after: readonly string[],
): readonly RowWrite[] {
  const { stream, key, author, ord } = message;
  const body = JSON.stringify({ conversation: parseStream(stream).scope, ord, author });
  const isTold = (user: string): boolean =>
    user !== author && roleIn(view, stream, user) !== undefined && visibleFrom(view, stream, user) <= ord;
  const added = after.filter((user) => isTold(user) && !before.includes(user));
  const removed = before.filter((user) => !after.includes(user) && view.row(mentionKey(user, key))?.body);
  return [
    ...added.map((user): RowWrite => ({ ...mentionKey(user, key), body, author })),
    ...removed.map((user): RowWrite => ({ ...mentionKey(user, key), body: null, author })),
  ];
}
