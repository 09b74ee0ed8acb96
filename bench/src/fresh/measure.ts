import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@tidemark/adapter-sqlite';
import { createClient } from '@tidemark/core';
import { createServer } from '@tidemark/server-reference';
import { webSocket } from '@tidemark/transport-ws';
import { fetchToken } from '../journey/open-client.ts';
import { fillServer, type World } from './fill.ts';
import { countWire } from './wire.ts';

/** As many rows as a screen of either shows, and some more. */
const SHOWN = 50;

/** What had gone over the wire by then. */
export interface Moment {
  readonly roundTrips: number;
  readonly bytes: number;
  readonly ms: number;
}

export interface Fresh {
  /** The list shows its newest fifty conversations. */
  readonly list: Moment;
  /** The first of them is open and shows its newest fifty messages. */
  readonly conversation: Moment;
  /** Everything the device is to hold is there. */
  readonly synced: Moment;
  /** The least that could show both: one answer with the list's rows, one with the messages', nothing else. */
  readonly floorBytes: number;
}

/** A device that has never been here comes to a server that holds the world. Nothing of it outlives the call. */
export async function measureFresh(world: World, progress: (done: number) => void): Promise<Fresh> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-fresh-'));
  const server = await createServer({ data: join(folder, 'server'), port: 0, devTokens: true, durability: 'relaxed' });
  try {
    const tokenOf = (user: string): Promise<string> => fetchToken(server.httpUrl, user);
    await fillServer(server.url, await tokenOf('bob'), world, progress);
    return await meet(server.url, await tokenOf(world.user), world, join(folder, 'fresh.db'));
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function meet(url: string, token: string, world: World, path: string): Promise<Fresh> {
  const wire = countWire(webSocket(url));
  const beganMs = performance.now();
  const now = (): Moment => ({
    roundTrips: wire.roundTrips(),
    bytes: wire.bytes(),
    ms: performance.now() - beganMs,
  });
  const client = await createClient({
    storage: sqlite(path),
    transport: wire.transport,
    auth: () => token,
    user: world.user,
  });
  try {
    const list = client.conversations.observe({ limit: SHOWN });
    const rows = await whenShown(list, Math.min(SHOWN, world.conversations));
    const listed = now();
    const id = rows[0]?.id ?? '';
    const messages = await whenShown(
      client.messages.observe(id, { limit: SHOWN }),
      Math.min(SHOWN, world.messages / world.conversations),
    );
    const shown = now();
    await client.whenSynced();
    const floorBytes = [rows, messages].reduce((sum, all) => sum + Buffer.byteLength(JSON.stringify(all.map(bare))), 0);
    return { list: listed, conversation: shown, synced: now(), floorBytes };
  } finally {
    await client.close();
  }
}

/** What of a row is shown. */
const bare = (row: object): object => {
  const { id, title, unread, last, author, at, body } = row as Record<string, unknown>;
  return { id, title, unread, last, author, at, body };
};

interface Shown<Row> {
  getSnapshot(): { readonly rows: readonly Row[] } | undefined;
  subscribe(told: () => void): () => void;
}

async function whenShown<Row>(observed: Shown<Row>, count: number): Promise<readonly Row[]> {
  const rows = (): readonly Row[] => observed.getSnapshot()?.rows ?? [];
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (rows().length < count) return;
      stop();
      resolve();
    };
    const stop = observed.subscribe(look);
    look();
  });
  return rows();
}
