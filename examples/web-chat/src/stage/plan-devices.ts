import { indexedDb } from '@tidemark/adapter-indexeddb';
import { type Client, createClient, systemRuntime } from '@tidemark/core';
import { type NetworkSwitch, networkSwitch } from '@tidemark/devtools/network';
import { webSocket } from '@tidemark/transport-ws';
import { planCollection, type Strategy } from '../plan/plan.ts';
import { devToken } from '../story/dev-token.ts';
import type { Who } from '../story/script.ts';

/** One collection for the page, so that all who ask for its rows share one observation. */
export const PLANS: Readonly<Record<Strategy, ReturnType<typeof planCollection>>> = {
  fields: planCollection('fields'),
  'client-wins': planCollection('client-wins'),
  'server-wins': planCollection('server-wins'),
  merge: planCollection('merge'),
  manual: planCollection('manual'),
};

export interface StageDevice {
  readonly client: Client;
  readonly network: NetworkSwitch;
}

/**
 * The two devices that share the plans, with databases and names of their own: as further devices of the chats' Ann and
 * Bob they would take delivery of messages while the chat above is offline. Resolves once no other tab has them open:
 * a network switched off in one tab would leave the other's connected.
 */
export async function openPlanDevices(server: string): Promise<Readonly<Record<Who, StageDevice>>> {
  await alone('tidemark stage plans');
  const [ann, bob] = await Promise.all([openDevice('ann', server), openDevice('bob', server)]);
  return { ann, bob };
}

async function openDevice(who: Who, server: string): Promise<StageDevice> {
  const user = `${who}.plans`;
  const network = networkSwitch(webSocket(server));
  const client = await createClient({
    storage: indexedDb(`stage ${user}`),
    transport: network.transport,
    auth: () => devToken(server, user),
    user,
    outbox: { retryBaseMs: 300, retryMaxMs: 2_000 },
    runtime: { ...systemRuntime(), network: network.network },
    onError: (error) => console.error(error),
  });
  return { client, network };
}

/** Holds the lock for as long as the page lives. */
function alone(name: string): Promise<void> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, () => {
      resolve();
      return new Promise(() => {});
    });
  });
}
