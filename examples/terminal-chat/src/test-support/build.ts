import type { Message } from '@tidemark/core';
import type { ChatState } from '../chat/chat-state.ts';
import { emptyInput } from '../screen/input-line.ts';
import type { PaneView } from '../screen/pane.ts';

const NINE = new Date(2026, 10, 21, 9, 0).getTime();

/** The nth message of a conversation, by Bob unless said otherwise. */
export function message(ord: number, text: string, fields: Partial<Message> = {}): Message {
  return {
    id: `m${ord}`,
    conversationId: 'c',
    ord,
    author: 'bob',
    mine: false,
    at: NINE + ord * 1000,
    body: { text },
    delivery: 'received',
    deleted: false,
    ...fields,
  };
}

export function mine(ord: number, text: string, delivery: Message['delivery'], fields: Partial<Message> = {}): Message {
  return message(ord, text, { author: 'alice', mine: true, delivery, ...fields });
}

export function chatOf(messages: readonly Message[], fields: Partial<ChatState> = {}): ChatState {
  return {
    me: 'alice',
    conversation: {
      id: 'c',
      kind: 'group',
      title: 'Harbour',
      unread: 0,
      mentions: 0,
      markedUnread: false,
      pinned: false,
      archived: false,
      pending: false,
    },
    members: [
      { user: 'alice', name: 'Alice', role: 'owner', delivered: 0, read: 0, pending: false },
      { user: 'bob', name: 'Bob', role: 'member', delivered: 0, read: 0, pending: false },
    ],
    messages,
    hasOlder: false,
    unreadElsewhere: 0,
    sync: { kind: 'live' },
    outbox: [],
    notices: [],
    ...fields,
  };
}

export function viewOf(columns: number, rows: number, fields: Partial<PaneView> = {}): PaneView {
  return { columns, rows, input: emptyInput, isActive: true, scroll: 0, nowMs: 0, hint: 'write', ...fields };
}
