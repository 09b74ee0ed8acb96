import { type Client, type Conversation, TidemarkError } from '@tidemark/core';
import { textOf } from '../screen/message-lines.ts';
import { type ChatState, nameInList } from './chat-state.ts';
import { type Command, HELP } from './command.ts';

/** What commands act upon. */
export interface CommandScope {
  readonly client: Client;
  readonly state: () => ChatState;
  readonly conversations: () => readonly Conversation[];
  readonly open: (conversationId: string) => void;
  readonly quit: () => void;
  /** Why one is offline by one's own choice: shown in the status line. */
  readonly offlineReason: string;
}

/** Does what a command says. Resolves with what to tell the person; errors are told, not thrown. */
export async function runCommand(command: Command, scope: CommandScope): Promise<readonly string[]> {
  try {
    return await run(command, scope);
  } catch (error) {
    if (TidemarkError.is(error)) return [error.message];
    throw error;
  }
}

async function run(command: Command, scope: CommandScope): Promise<readonly string[]> {
  const { client, state, offlineReason } = scope;
  switch (command.kind) {
    case 'send': {
      const { conversation } = state();
      if (!conversation) return ['No conversation is open: /new TITLE user… starts one, /list shows those there are'];
      await client.messages.send(conversation.id, { text: command.text });
      return [];
    }
    case 'offline':
      client.sync.pause(offlineReason);
      return ['Offline. Write on: it goes out when you are back with /online'];
    case 'online':
      client.sync.resume(offlineReason);
      return [];
    case 'list':
      return listed(scope);
    case 'open': {
      const conversation = scope.conversations()[command.place - 1];
      if (!conversation) return [`There is no conversation ${command.place}`, ...listed(scope)];
      scope.open(conversation.id);
      return [];
    }
    case 'new': {
      const { id } = await client.conversations.create({
        kind: 'group',
        title: command.title,
        members: command.members,
      });
      scope.open(id);
      return [];
    }
    case 'retry':
      await client.outbox.retry();
      return ['Trying again'];
    case 'cancel':
      return cancel(client, state());
    case 'who':
      return who(state());
    case 'help':
      return HELP;
    case 'quit':
      scope.quit();
      return [];
    case 'nothing':
      return [];
    case 'wrong':
      return [command.why];
  }
}

function listed({ conversations, state }: CommandScope): readonly string[] {
  const all = conversations();
  if (all.length === 0) return ['No conversations yet: /new TITLE user… starts one'];
  const { conversation: opened, me } = state();
  return all.map((conversation, i) => {
    const { id, unread, lastMessage, pending } = conversation;
    const mark = id === opened?.id ? '▸' : ' ';
    const facts = [unread > 0 ? `${unread} unread` : '', pending ? 'not created yet' : ''].filter(Boolean).join(', ');
    const last = lastMessage ? ` · ${textOf(lastMessage).replaceAll('\n', ' ').slice(0, 40)}` : '';
    return `${mark}${i + 1} ${nameInList(conversation, me)}${facts ? ` (${facts})` : ''}${last}`;
  });
}

function who({ members, messages, me }: ChatState): readonly string[] {
  if (members.length === 0) return ['Nobody is known here yet'];
  const newest = messages.findLast(({ ord }) => ord !== undefined)?.ord ?? 0;
  return members.map(({ user, name, role, delivered, read }) => {
    const label = name && name.toLowerCase() !== user ? `${name} (${user})` : (name ?? user);
    const behind = newest - read;
    const place = behind > 0 ? `${behind} to read` : 'all read';
    return `${label}, ${user === me ? 'you, ' : ''}${role}: delivered ${delivered}, read ${read}, ${place}`;
  });
}

/** Takes back what failed last, else what was written last. */
async function cancel(client: Client, { outbox }: ChatState): Promise<readonly string[]> {
  const entry = outbox.findLast(({ status }) => status !== 'pending') ?? outbox.at(-1);
  if (!entry) return ['Nothing waits: the outbox is empty'];
  await client.outbox.cancel(entry.opId);
  return ['Taken back'];
}
