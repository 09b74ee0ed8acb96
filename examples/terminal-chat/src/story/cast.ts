import { join } from 'node:path';
import type { Client } from '@tidemark/core';
import { BOT_NAME, runBot } from '../bot.ts';
import { openClient } from '../chat/open-client.ts';
import type { Who } from './script.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** Everybody the story needs: a server and three clients, each with a database of its own under one folder. */
export interface Cast {
  readonly server: ServerProcess;
  readonly people: Readonly<Record<Who, Client>>;
  readonly bot: Client;
  /** A new conversation of all three, known to all three. */
  meet(signal: AbortSignal): Promise<string>;
  /** Ends the bot, the clients and the server, in this order. */
  leave(): Promise<void>;
}

export interface CastOptions {
  readonly data: string;
  readonly thinkMs: number;
  readonly onError: (error: unknown) => void;
}

export async function gather({ data, thinkMs, onError }: CastOptions): Promise<Cast> {
  const server = await startServer(join(data, 'server'));
  const opened: Client[] = [];
  const open = async (user: string): Promise<Client> => {
    const client = await openClient({ user, data: join(data, 'people'), url: server.url, onError });
    opened.push(client);
    return client;
  };
  const ended = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const leave = async (): Promise<void> => {
    ended.abort();
    await running;
    for (const client of opened) await client.close();
    await server.stop();
  };
  try {
    const people = { alice: await open('alice'), bob: await open('bob') };
    const bot = await open(BOT_NAME);
    running = runBot({ client: bot, thinkMs, onError }, ended.signal);
    return { server, people, bot, leave, meet: (signal) => meet(people, bot, signal) };
  } catch (error) {
    await leave();
    throw error;
  }
}

async function meet({ alice, bob }: Cast['people'], bot: Client, signal: AbortSignal): Promise<string> {
  await Promise.all([alice.users.setProfile({ name: 'Alice' }), bob.users.setProfile({ name: 'Bob' })]);
  await Promise.all([alice.whenSynced(undefined, { signal }), bob.whenSynced(undefined, { signal })]);
  const days = await firstValue(alice.conversations.observe({ limit: 1_000 }), signal, () => true);
  const title = days.rows.length === 0 ? 'Harbour' : `Harbour, day ${days.rows.length + 1}`;
  const { id } = await alice.conversations.create({ kind: 'group', title, members: ['bob', BOT_NAME] });
  await alice.whenSynced(id, { signal });
  for (const client of [bob, bot])
    await firstValue(client.conversations.observe(), signal, ({ rows }) => rows.some((row) => row.id === id));
  return id;
}

async function firstValue<Value>(
  observed: AsyncIterable<Value> & { close(): void },
  signal: AbortSignal,
  holds: (value: Value) => boolean,
): Promise<Value> {
  const close = (): void => observed.close();
  signal.addEventListener('abort', close);
  try {
    for await (const value of observed) if (holds(value)) return value;
    throw signal.reason ?? new Error('The client was closed');
  } finally {
    signal.removeEventListener('abort', close);
    observed.close();
  }
}
