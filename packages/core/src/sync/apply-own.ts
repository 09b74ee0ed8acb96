import { conversationStream, type MentionBody, type Row, type SettingBody } from '@tidemark/protocol';
import type { Draft } from './draft.ts';
import type { StreamState } from './stream-state.ts';

/** What one's own stream says of a conversation is kept beside what its list shows, so that a list reads nothing else. */
export function applySetting(draft: Draft, row: Row): void {
  const { state } = draft.stream(conversationStream(row.key));
  state.summary = { ...state.summary, setting: row.body as SettingBody | undefined };
}

/** Keeps which unread messages name one: written by the server in the commit of the message, or of what took it back. */
export function applyMention(draft: Draft, row: Row, takenBackFrom: string | undefined): void {
  const body = row.body as unknown as MentionBody | undefined;
  const conversation = body?.conversation ?? takenBackFrom;
  if (conversation === undefined) return;
  const { state } = draft.stream(conversationStream(conversation));
  const others = (state.mentions ?? []).filter(([id]) => id !== row.key);
  state.mentions = unreadMentions({ ...state, mentions: body ? [...others, [row.key, body.ord]] : others });
}

/** A new history of one's own stream names all mentions anew. */
export function forgetMentions(draft: Draft, conversations: Iterable<string>): void {
  for (const conversation of conversations) draft.stream(conversationStream(conversation)).state.mentions = undefined;
}

/** The same list where all of it is unread. */
export function unreadMentions({ mentions, own }: StreamState): StreamState['mentions'] {
  if (!mentions?.some(([, ord]) => ord <= own.read)) return mentions?.length === 0 ? undefined : mentions;
  const unread = mentions.filter(([, ord]) => ord > own.read);
  return unread.length === 0 ? undefined : unread;
}
