import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, type Message, memoryStorage } from '@tidemark/core';
import { createServer, type TidemarkServer } from '@tidemark/server-reference';
import { webSocket } from '@tidemark/transport-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BOT_NAME, runBot } from './bot.ts';

const data = mkdtempSync(join(tmpdir(), 'tidemark-bot-'));
let server: TidemarkServer;
let alice: Client;

beforeAll(async () => {
  server = await createServer({ data, port: 0, devTokens: true });
  alice = await openClient('alice');
});
afterAll(async () => {
  await alice.close();
  await server.close();
  rmSync(data, { recursive: true });
});

function openClient(user: string): Promise<Client> {
  const auth = async (): Promise<string> => (await server.issueDevToken?.(user)) ?? '';
  return createClient({ storage: memoryStorage(), transport: webSocket(server.url), auth, user });
}

/** A bot that knows nothing of earlier lives; returns how to end it. */
async function startBot(): Promise<() => Promise<void>> {
  const client = await openClient(BOT_NAME);
  const ended = new AbortController();
  const errors: unknown[] = [];
  const running = runBot({ client, thinkMs: 5, onError: (error) => errors.push(error) }, ended.signal);
  return async () => {
    ended.abort();
    await running;
    await client.close();
    expect(errors).toEqual([]);
  };
}

async function rowsWhen(id: string, holds: (rows: readonly Message[]) => boolean): Promise<readonly Message[]> {
  for await (const { rows } of alice.messages.observe(id)) if (holds(rows)) return rows;
  return [];
}

const answersTo = (rows: readonly Message[], id: string): number =>
  rows.filter(({ body }) => body.replyTo === id).length;

test('a bot answers the one it is alone with, and again not, though it forgot everything', async () => {
  const { id } = await alice.conversations.create({ kind: 'direct', members: [BOT_NAME] });
  const first = await alice.messages.send(id, { text: 'help' });
  const endFirst = await startBot();
  await rowsWhen(id, (rows) => answersTo(rows, first.id) === 1);
  await endFirst();
  const endSecond = await startBot();
  const second = await alice.messages.send(id, { text: 'echo still here' });
  const rows = await rowsWhen(id, (all) => answersTo(all, second.id) === 1);
  await endSecond();
  expect(rows.map(({ author }) => author)).toEqual(['alice', BOT_NAME, 'alice', BOT_NAME]);
  expect(rows.at(-1)?.body).toEqual({ text: 'still here', replyTo: second.id, meta: { bot: true } });
});

test('in company a bot reads everything and answers to its name', async () => {
  const { id } = await alice.conversations.create({ kind: 'group', members: ['bob', BOT_NAME] });
  const end = await startBot();
  await alice.messages.send(id, { text: 'Morning all' });
  const asked = await alice.messages.send(id, { text: '@tide-bot a fact, please' });
  const rows = await rowsWhen(id, (all) => answersTo(all, asked.id) === 1);
  expect(rows).toHaveLength(3);
  const members = alice.conversations.observeMembers(id);
  for await (const known of members) if ((known.find(({ user }) => user === BOT_NAME)?.read ?? 0) >= 2) break;
  members.close();
  await end();
});
