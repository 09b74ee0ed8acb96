import { type Client, createClient, type StorageAdapter, type Transport } from '@tidemark/core';
import { CONVERSATIONS, ME } from './world.ts';

/** As an app would that holds all its conversations, with a transport of ours. */
export function openOurs(storage: StorageAdapter, transport: Transport): Promise<Client> {
  return createClient({
    storage,
    transport,
    auth: () => 'token',
    user: ME,
    sync: { prefetch: CONVERSATIONS },
    outbox: { ratePerSecond: 0 },
  });
}

/** Never connects: the device is offline. */
export const offline: Transport = {
  connect: (signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
};

/** Connected, and nothing left to ask for. */
export async function whenLive(client: Client): Promise<void> {
  const status = client.sync.observe();
  for await (const { kind } of status) if (kind === 'live') break;
  status.close();
  await client.whenSynced();
}

/** Resolves with the time at which the client is live again, after it was not. */
export function whenCaughtUp(client: Client): Promise<number> {
  const status = client.sync.observe();
  let wasBehind = false;
  return new Promise((resolve) => {
    status.subscribe(() => {
      const kind = status.getSnapshot()?.kind;
      if (kind === 'catching-up') wasBehind = true;
      if (kind !== 'live' || !wasBehind) return;
      resolve(performance.now());
      status.close();
    });
  });
}
