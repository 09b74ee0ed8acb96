import type { Client, Conversation, Member, MessageWindow, Observed } from '@tidemark/core';
import type { ChatState } from './chat-state.ts';
import { readCommand } from './command.ts';
import { runCommand } from './run-command.ts';

/** One person's chat over one client: what is open, and what is typed into it. */
export interface Chat {
  readonly client: Client;
  state(): ChatState;
  conversations(): readonly Conversation[];
  open(conversationId: string): void;
  loadOlder(): void;
  /** Runs a line as typed: a message or a command. */
  enter(line: string): Promise<void>;
  /** Tells the person something. */
  notify(...notices: string[]): void;
  /** The screen shows the conversation up to there. */
  markShown(ord: number | undefined): void;
}

export interface ChatOptions {
  readonly client: Client;
  readonly me: string;
  readonly changed: () => void;
  readonly quit: () => void;
  readonly offlineReason: string;
  /** How long a message is on the screen before it counts as read. */
  readonly readAfterMs: number;
}

interface Opened {
  readonly id: string;
  readonly messages: MessageWindow;
  readonly members: Observed<readonly Member[]>;
}

export function openChat({ client, me, changed, quit, offlineReason, readAfterMs }: ChatOptions): Chat {
  const list = client.conversations.observe();
  const sync = client.sync.observe();
  const outbox = client.outbox.observe();
  let opened: Opened | undefined;
  let notices: readonly string[] = [];
  let reading: { readonly id: string; readonly ord: number } | undefined;
  for (const observed of [list, sync, outbox]) observed.subscribe(changed);

  const conversations = (): readonly Conversation[] => list.getSnapshot()?.rows ?? [];

  function open(id: string): void {
    if (opened?.id === id) return;
    opened?.messages.close();
    opened?.members.close();
    opened = { id, messages: client.messages.observe(id), members: client.conversations.observeMembers(id) };
    opened.messages.subscribe(changed);
    opened.members.subscribe(changed);
    changed();
  }

  function state(): ChatState {
    const all = conversations();
    const view = opened?.messages.getSnapshot();
    const others = all.filter(({ id }) => id !== opened?.id);
    return {
      me,
      conversation: all.find(({ id }) => id === opened?.id),
      members: opened?.members.getSnapshot() ?? [],
      messages: view?.rows ?? [],
      hasOlder: view?.hasOlder ?? false,
      unreadElsewhere: others.reduce((unread, conversation) => unread + conversation.unread, 0),
      sync: sync.getSnapshot() ?? { kind: 'offline', why: ['starting'] },
      outbox: outbox.getSnapshot() ?? [],
      notices,
    };
  }

  function notify(...next: string[]): void {
    notices = next;
    changed();
  }

  return {
    client,
    state,
    conversations,
    open,
    notify,
    loadOlder: () => opened?.messages.loadOlder(),
    async enter(line) {
      const scope = { client, state, conversations, open, quit, offlineReason };
      notify(...(await runCommand(readCommand(line), scope)));
    },
    markShown(ord) {
      if (!opened || ord === undefined || (reading?.id === opened.id && reading.ord >= ord)) return;
      const { id } = opened;
      reading = { id, ord };
      // The client may be closed by then; the mark is told at the next start.
      setTimeout(() => client.conversations.markRead(id, ord).catch(() => {}), readAfterMs).unref();
    },
  };
}
