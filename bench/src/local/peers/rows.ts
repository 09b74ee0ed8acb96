import { CONVERSATIONS, conversationId, OTHER, rowsBetween } from '../ours/world.ts';
import type { PeerConversation, PeerMessage } from './peer.ts';

/** Revs before the first message of a conversation. */
const FIRST = 3;

export interface Arrival {
  readonly messages: readonly PeerMessage[];
  readonly conversations: readonly PeerConversation[];
}

/** Messages `from` and up to `to` of the conversation `i`, and the conversation as it then is. */
export function arrivalOf(i: number, from: number, to: number): Arrival {
  const id = conversationId(i);
  const messages = rowsBetween(i, FIRST + from - 1, FIRST + to).map(({ key, ord = 0, author, at, body }) => {
    return { id: key, conversation: id, ord, author, at, status: 0, text: (body as { text: string }).text };
  });
  const { author = '', at = 0, text: last = '' } = messages.at(-1) ?? {};
  return { messages, conversations: [{ id, title: `Crew ${i}`, at, last, unread: author === OTHER ? to : 0 }] };
}

/** Everything of all conversations, with so many messages in all. */
export function worldOf(messages: number): Arrival {
  const each = messages / CONVERSATIONS;
  const all = Array.from({ length: CONVERSATIONS }, (_, i) => arrivalOf(i, 1, each));
  return {
    messages: all.flatMap((arrival) => arrival.messages),
    conversations: all.flatMap((arrival) => arrival.conversations),
  };
}
