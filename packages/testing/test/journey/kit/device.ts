import { join } from 'node:path';
import { sqlite } from '@tidemark/adapter-sqlite';
import { type Client, type ClientOptions, createClient, type Message, type MessageWindow } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import { onTestFinished } from 'vitest';
import { testFolder } from './folder.ts';
import { signToken } from './token.ts';

/** A real client over a real file. */
export interface Device {
  readonly client: Client;
  readonly path: string;
  /** What the client told `onError`. */
  readonly errors: unknown[];
  /** Opens the conversation as an app does, and keeps it open. */
  watch(conversationId: string, limit?: number): Watched;
}

export interface Watched {
  readonly window: MessageWindow;
  rows(): readonly Message[];
  texts(): readonly (string | undefined)[];
  deliveries(): readonly string[];
}

export interface DeviceOptions extends Partial<ClientOptions> {
  /** Where the server is; without it, nowhere. */
  readonly url?: string | undefined;
  readonly path?: string | undefined;
}

/** Nobody listens there. */
const NOWHERE = 'ws://127.0.0.1:9/sync';

export async function openDevice(user: string, options: DeviceOptions = {}): Promise<Device> {
  const { url = NOWHERE, path = join(testFolder(), `${user}.db`), ...others } = options;
  const errors: unknown[] = [];
  const client = await createClient({
    storage: sqlite(path),
    transport: webSocket(url),
    auth: () => signToken({ sub: user }),
    user,
    onError: (error) => errors.push(error),
    ...others,
    outbox: { retryBaseMs: 20, retryMaxMs: 100, ratePerSecond: 0, ...others.outbox },
  });
  onTestFinished(() => client.close());
  return { client, path, errors, watch: (id, limit = 100) => watch(client, id, limit) };
}

function watch(client: Client, conversationId: string, limit: number): Watched {
  const window = client.messages.observe(conversationId, { limit });
  const rows = (): readonly Message[] => window.getSnapshot()?.rows ?? [];
  return {
    window,
    rows,
    texts: () => rows().map((row) => row.body.text),
    deliveries: () => rows().map((row) => row.delivery),
  };
}
