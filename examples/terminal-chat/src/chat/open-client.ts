import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sqlite } from '@tidemark/adapter-sqlite';
import { type Client, createClient, TidemarkError } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';

export interface ClientPlace {
  readonly user: string;
  /** The folder for this person's database. */
  readonly data: string;
  /** Where the server is now: `ws://…/sync`. */
  readonly url: () => string;
  readonly onError: (error: unknown) => void;
}

/** A client with a database file of its own, and a development token from the server. */
export function openClient({ user, data, url, onError }: ClientPlace): Promise<Client> {
  mkdirSync(data, { recursive: true });
  return createClient({
    storage: sqlite(join(data, `${encodeURIComponent(user)}.sqlite`)),
    transport: webSocket(url),
    auth: () => devToken(url(), user),
    user,
    outbox: { retryBaseMs: 300, retryMaxMs: 3_000 },
    onError,
  });
}

/** A server in development mode gives a token for any name. In an app, this is where the sign-in goes. */
async function devToken(url: string, user: string): Promise<string> {
  const address = new URL('/dev/token', url.replace(/^ws/, 'http'));
  const asked = await fetch(address, { method: 'POST', body: JSON.stringify({ user }), headers, signal: soon() }).catch(
    (cause: unknown) => {
      throw noToken(`${address.host} does not answer`, true, cause);
    },
  );
  if (asked.status === 404) throw noToken(`${address.host} gives no development tokens: start it with --dev`, false);
  if (!asked.ok) throw noToken(`${address.host} gives no token for ${user}: ${await asked.text()}`, false);
  return ((await asked.json()) as { token: string }).token;
}

const headers = { 'content-type': 'application/json' };
const soon = (): AbortSignal => AbortSignal.timeout(5_000);

function noToken(message: string, retryable: boolean, cause?: unknown): TidemarkError {
  return new TidemarkError('transport/failed', message, {}, { retryable, cause });
}
