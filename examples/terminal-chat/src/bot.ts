import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Conversation, Member, Message, MessageWindow, Observed } from '@tidemark/core';
import { openClient } from './chat/open-client.ts';
import { readOptions } from './chat/read-options.ts';
import { answer, isAddressed } from './tide-bot/answer.ts';
import { answerIdOf } from './tide-bot/answer-id.ts';

export const BOT_NAME = 'tide-bot';

export interface BotOptions {
  readonly client: Client;
  /** How long it seems to think before it answers. */
  readonly thinkMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Answers in every conversation the client is a member of, until the signal aborts: everything where it is alone with
 * one person, else what names it. It is a client as any other and remembers nothing: what is unanswered, the messages tell.
 */
export async function runBot({ client, thinkMs, onError }: BotOptions, signal: AbortSignal): Promise<void> {
  const watched = new Map<string, Watched>();
  const thinking = new Set<string>();

  async function reply({ id }: Conversation, message: Message): Promise<void> {
    await sleep(thinkMs, undefined, { signal });
    if (message.ord !== undefined) await client.conversations.markRead(id, message.ord);
    await sleep(thinkMs, undefined, { signal });
    const text = answer(message.body.text ?? '', message.ord ?? 0);
    const body = { text, replyTo: message.id, meta: { bot: true } };
    if (!signal.aborted) await client.messages.send(id, body, { id: answerIdOf(message.id) });
  }

  async function look(conversation: Conversation, { messages, members }: Watched): Promise<void> {
    const rows = messages.getSnapshot()?.rows ?? [];
    const company = members.getSnapshot()?.length ?? 0;
    if (company < 2) return;
    const answered = new Set(rows.flatMap(({ mine, body }) => (mine && body.replyTo ? [body.replyTo] : [])));
    for (const message of rows) {
      if (message.mine || message.deleted || message.body.meta?.['bot'] || thinking.has(message.id)) continue;
      if (answered.has(message.id) || (company > 2 && !isAddressed(message.body.text ?? ''))) continue;
      thinking.add(message.id);
      await reply(conversation, message);
    }
    const newest = rows.findLast(({ ord }) => ord !== undefined)?.ord;
    if (newest !== undefined) await client.conversations.markRead(conversation.id, newest);
  }

  function watch(conversation: Conversation): void {
    const { id } = conversation;
    if (watched.has(id)) return;
    const opened = { messages: client.messages.observe(id), members: client.conversations.observeMembers(id) };
    watched.set(id, opened);
    let looking: Promise<void> = Promise.resolve();
    const again = (): void => {
      looking = looking
        .then(() => look(conversation, opened))
        .catch((error: unknown) => {
          if (!signal.aborted) onError(error);
        });
    };
    opened.messages.subscribe(again);
    opened.members.subscribe(again);
  }

  const list = client.conversations.observe();
  const ended = (): void => list.close();
  signal.addEventListener('abort', ended);
  if (signal.aborted) ended();
  for await (const { rows } of list) rows.forEach(watch);
  signal.removeEventListener('abort', ended);
  for (const { messages, members } of watched.values()) {
    messages.close();
    members.close();
  }
}

interface Watched {
  readonly messages: MessageWindow;
  readonly members: Observed<readonly Member[]>;
}

if (import.meta.main) {
  const options = readOptions(process.argv.slice(2));
  const onError = (error: unknown): void => console.error(error);
  const client = await openClient({
    user: options.name ?? BOT_NAME,
    data: options.data,
    url: () => options.url,
    onError,
  });
  const ended = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ended.abort());
  console.log(`${client.user} answers at ${options.url}. Start a conversation: /new Tides ${client.user}`);
  await runBot({ client, thinkMs: 600, onError }, ended.signal);
  await client.close();
}
