import {
  type Client,
  type ClientOptions,
  createClient,
  createMemoryLink,
  memoryStorage,
  systemRuntime,
  toMessageText,
} from '@tidemark/core';
import { createCore, createMemoryLogStore, openMemoryLog } from '@tidemark/server-reference/embed';
import { type NetworkSwitch, networkSwitch } from '../src/network.ts';

export interface Person {
  readonly client: Client;
  readonly link: NetworkSwitch;
}

/** The real server inside this page, and people who reach it behind a switch each; in real time. */
export function openPage(failed: (error: unknown) => void = () => {}) {
  const { clock, timers, random } = systemRuntime();
  const core = createCore({
    log: openMemoryLog(createMemoryLogStore('e1')),
    verifyToken: async (user) => ({ user }),
    failed,
    runtime: {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      after(delayMs, run) {
        const handle = timers.set(delayMs, run);
        return () => timers.clear(handle);
      },
      nextTurn: (run) => void timers.set(0, run),
      randomBytes: (count) => random.fill(new Uint8Array(count)),
    },
  });

  return {
    async open(user: string, options: Partial<ClientOptions> = {}): Promise<Person> {
      const memory = createMemoryLink();
      const link = networkSwitch(memory.transport);
      const serve = async (): Promise<never> => {
        for (;;) {
          const end = await memory.accept();
          const session = core.accept({ send: end.sendText, close: end.close, bufferedBytes: () => 0 });
          const read = async (): Promise<void> => {
            for await (const frames of end.frames) session.receive(toMessageText(frames));
          };
          read().then(session.closed, session.closed);
        }
      };
      void serve();
      const client = await createClient({
        storage: memoryStorage(),
        transport: link.transport,
        auth: () => user,
        user,
        runtime: { ...systemRuntime(), network: link.network },
        ...options,
      });
      return { client, link };
    },
  };
}
