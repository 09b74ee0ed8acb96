import {
  type Client,
  type ClientOptions,
  createClient,
  memoryStorage,
  preload,
  type StorageAdapter,
  type TimerHandle,
} from '@tidemark/core';
import {
  createFakeProfile,
  createFakeRuntime,
  createFakeTimers,
  createMemoryNetwork,
  createSeededRandom,
  type FakeRuntime,
} from '@tidemark/testing';
import { createSimServer } from '../../src/simulator/sim-server.ts';

/** A browser profile of Ann's with as many tabs as are opened, a real server, and virtual time. */
export function tabsBench(options: Partial<ClientOptions> = {}) {
  const timers = createFakeTimers();
  const errors: unknown[] = [];
  const failed: unknown[] = [];
  const server = createSimServer({
    timers,
    random: createSeededRandom('server'),
    limits: {},
    startMs: Date.UTC(2026, 0, 1),
    taps: { committed() {}, refused() {}, restarted() {}, befell() {}, failed: (error) => failed.push(error) },
  });
  let connections = 0;
  const network = createMemoryNetwork({ timers, random: createSeededRandom('network') });
  server.onUp(() =>
    network.setServer({
      accept: (socket) => {
        connections++;
        return server.accept(socket);
      },
    }),
  );
  server.onDown(() => network.setServer(undefined));
  server.start();

  function profile(user: string) {
    const table = createFakeProfile();
    const storage = memoryStorage();
    let handles = 0;
    const handle = (): StorageAdapter => ({
      ...storage,
      capabilities: { durable: true, shared: 'concurrent' },
      open: async (spec) => {
        if (handles++ === 0) await storage.open(spec);
      },
      close: async () => {},
    });
    const opened = {
      storage,
      async open(name: string, more: Partial<ClientOptions> = {}) {
        const tab = await opened.launch(name, more);
        await timers.advance(100);
        return tab;
      },
      /** Without giving it any time. `isHidden`: from its first moment on. */
      async launch(name: string, more: Partial<ClientOptions> = {}, isHidden = false) {
        // Virtual time does not wait for files.
        await preload();
        const link = network.link(`${user}/${name}`);
        const fake = createFakeRuntime({ timers, seed: `${user}/${name}`, tab: table.openTab() });
        fake.visibility.setVisible(!isHidden);
        const freezer = createFreezer();
        let isDeaf = false;
        const left = new Set<TimerHandle>();
        const runtime: FakeRuntime = {
          ...fake,
          timers: {
            set(delayMs, run) {
              const handle = fake.timers.set(delayMs, () => {
                left.delete(handle);
                freezer.run(run);
              });
              left.add(handle);
              return handle;
            },
            clear(handle) {
              left.delete(handle);
              fake.timers.clear(handle);
            },
          },
          openChannel(channel) {
            const open = fake.openChannel(channel);
            const subscribe: typeof open.subscribe = (heard) =>
              open.subscribe((message) => isDeaf || freezer.run(() => heard(message)));
            return { ...open, subscribe };
          },
        };
        const client: Client = await createClient({
          storage: handle(),
          transport: link.transport,
          auth: () => `${user}|${Number.MAX_SAFE_INTEGER}`,
          user,
          runtime,
          onError: (error) => errors.push(error),
          ...options,
          ...more,
        });
        return {
          client,
          runtime,
          link,
          /** Nothing of it runs any more, and its locks stay its own. */
          freeze() {
            freezer.freeze();
            link.sever('up');
            link.sever('down');
          },
          thaw: freezer.thaw,
          /** Timers set and neither run nor cleared. */
          timersLeft: () => left.size,
          /** What the others say does not arrive. */
          setDeaf(deaf: boolean) {
            isDeaf = deaf;
          },
        };
      },
    };
    return opened;
  }

  return { timers, server, network, profile, errors, failed, connections: () => connections };
}

/** Keeps what a frozen page would run until it is thawed. */
function createFreezer() {
  let kept: (() => void)[] | undefined;
  return {
    run(act: () => void): void {
      if (kept) kept.push(act);
      else act();
    },
    freeze(): void {
      kept = [];
    },
    thaw(): void {
      const due = kept ?? [];
      kept = undefined;
      for (const act of due) act();
    },
  };
}

/** What a window shows, as `text delivery`. */
export function watch(client: Client, conversationId: string) {
  const window = client.messages.observe(conversationId);
  return {
    window,
    rows: () => window.getSnapshot()?.rows.map(({ body, delivery }) => `${body?.text} ${delivery}`),
  };
}
