import { type Client, createClient, memoryStorage, preload, type StorageAdapter } from '@tidemark/core';
import { createCore, createMemoryLogStore, openMemoryLog } from '@tidemark/server-reference/embed';
import { createFakeRuntime, createFakeTimers, createMemoryNetwork, createSeededRandom } from '@tidemark/testing';
import { onTestFinished } from 'vitest';

/** The real server in memory, and devices that reach it once the test says so; all of it in virtual time. */
export function openWorld() {
  const timers = createFakeTimers();
  const random = createSeededRandom('importers');
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
  const network = createMemoryNetwork({
    timers,
    random,
    server: { accept: (socket) => core.accept(socket) },
  });

  async function open(user: string, device: string, storage: StorageAdapter = memoryStorage()): Promise<Client> {
    // Virtual time does not wait for files.
    await preload();
    const link = network.link(device);
    link.setReachable(false);
    const client = await createClient({
      storage,
      transport: link.transport,
      auth: () => user,
      user,
      runtime: createFakeRuntime({ timers, seed: device.length }),
      outbox: { ratePerSecond: 0 },
    });
    onTestFinished(() => client.close());
    return client;
  }

  return {
    open,
    failures,
    /** The device has its network, and long enough of it. */
    async online(device: string): Promise<void> {
      network.link(device).setReachable(true);
      await timers.advance(120_000);
    },
  };
}
