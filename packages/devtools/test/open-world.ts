import { type Client, createClient, memoryStorage, preload } from '@tidemark/core';
import { createCore, createMemoryLogStore, openMemoryLog } from '@tidemark/server-reference/embed';
import { createFakeRuntime, createFakeTimers, createMemoryNetwork, createSeededRandom } from '@tidemark/testing';
import { onTestFinished } from 'vitest';
import { networkSwitch } from '../src/network.ts';

/** The real server in memory, and devices behind a switch each; all of it in virtual time. */
export function openWorld(seed = 'devtools') {
  const timers = createFakeTimers();
  const random = createSeededRandom(seed);
  const failures: unknown[] = [];
  const core = createCore({
    log: openMemoryLog(createMemoryLogStore('e1')),
    verifyToken: async (user) => ({ user }),
    failed: (error) => failures.push(error),
    runtime: {
      now: () => 1_800_000_000_000 + timers.elapsedMs(),
      monotonicMs: timers.elapsedMs,
      after(delayMs, run) {
        const handle = timers.set(delayMs, run);
        return () => timers.clear(handle);
      },
      nextTurn: (run) => void timers.set(0, run),
      randomBytes: (count) => random.fill(new Uint8Array(count)),
    },
  });
  const network = createMemoryNetwork({ timers, random, server: { accept: (socket) => core.accept(socket) } });

  async function open(user: string) {
    // Virtual time does not wait for files.
    await preload();
    const runtime = createFakeRuntime({ timers, seed: `${seed}/${user}` });
    const link = networkSwitch(network.link(user).transport, runtime);
    const client = await createClient({
      storage: memoryStorage(),
      transport: link.transport,
      auth: () => user,
      user,
      runtime: { ...runtime, network: link.network },
      outbox: { ratePerSecond: 0 },
    });
    onTestFinished(() => client.close());
    await timers.advance(100);
    return { client, link };
  }

  return { open, timers, failures };
}

/** Every message of a conversation as this device shows it. */
export async function textsOf(client: Client, conversationId: string): Promise<readonly (string | undefined)[]> {
  for await (const { rows } of client.messages.observe(conversationId, { limit: 2_000 }))
    return rows.map(({ body }) => body.text);
  return [];
}

/** Where the sync engine stands. */
export async function syncOf(client: Client) {
  for await (const status of client.sync.observe()) return status;
  return undefined;
}
