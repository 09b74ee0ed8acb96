import {
  type Client,
  type ConversationsView,
  createClient,
  type Observed,
  type Random,
  type SyncStatus,
} from '@tidemark/core';
import type { FakeClock } from '../fake-runtime/fake-clock.ts';
import type { FakeTimers } from '../fake-runtime/fake-timers.ts';
import type { NetworkLink } from '../memory-network/memory-network.ts';
import type { AppUnderTest } from './app-under-test.ts';
import type { Screen, SimDevice } from './device.ts';
import { createDisk, type Disk, type Medium } from './disk.ts';
import { type FeatureViews, openFeatureViews } from './feature-views.ts';
import type { NetworkTrouble } from './network-trouble.ts';
import { NOTES } from './notes.ts';
import { PRIVATE, paceOf, type Settings } from './plan.ts';
import { createProcessRuntime, type ProcessRuntime } from './process-runtime.ts';
import { type ProcessStorage, processStorage, type StorageTrouble } from './process-storage.ts';
import { processTransport } from './process-transport.ts';
import { createSimProcess, type SimProcess } from './sim-process.ts';
import type { Tell } from './tell.ts';

export interface SimDeviceOptions {
  readonly name: string;
  readonly seed: string;
  readonly settings: Settings;
  readonly firstUser: string;
  readonly timers: FakeTimers;
  readonly random: Random;
  readonly clock: FakeClock;
  readonly link: NetworkLink;
  readonly trouble: NetworkTrouble;
  readonly serverNowMs: () => number;
  readonly tell: Tell;
  /** The device did something that shows: once the event is over, what it shows is looked at. */
  readonly moved: () => void;
  readonly befell: (what: string) => void;
  readonly failed: (error: unknown) => void;
  readonly app?: AppUnderTest | undefined;
}

interface Running {
  readonly process: SimProcess;
  readonly runtime: ProcessRuntime;
  readonly disk: Disk;
  readonly ended: AbortSignal;
  storage?: ProcessStorage | undefined;
  client?: Client | undefined;
  list?: Observed<ConversationsView> | undefined;
  views?: FeatureViews | undefined;
}

/** How long a refused app waits before it tries again with a fresh token. */
const APP_PATIENCE_MS = 10_000;
const RESTART_MS = 500;

export function createSimDevice(options: SimDeviceOptions): SimDevice {
  const { name, settings, timers, random, clock, link, tell, befell } = options;
  const disks = new Map<string, Disk>();
  const wanted = new Map<string, number>();
  const screens = new Map<string, Screen>();
  const [leastMs, mostMs] = settings.storageMs;
  const storage: StorageTrouble = { delayMs: () => leastMs + random.fraction() * (mostMs - leastMs) };
  let user = options.firstUser;
  let starts = 0;
  let running: Running | undefined;
  let restartMs = RESTART_MS;
  let tokenMs = settings.tokenMs;
  let isOnline = true;

  function diskOf(who: string): Disk {
    const disk = disks.get(who) ?? createDisk(mediumOf(who));
    disks.set(who, disk);
    return disk;
  }

  function mediumOf(who: string): Medium | undefined {
    const open = options.app?.storage;
    const data = new Map<string, unknown>();
    return open && { open: (ended) => open({ device: name, user: who, ended, data }), clear: () => data.clear() };
  }

  function start(): void {
    if (running) return;
    const process = createSimProcess();
    const end = new AbortController();
    const seed = `${options.seed}/${name}/${++starts}`;
    const runtime = createProcessRuntime({ process, shared: timers, clock, seed });
    if (!isOnline) runtime.network.setOnline(false);
    const disk = diskOf(user);
    const mine: Running = { process, runtime, disk, ended: end.signal };
    running = mine;
    process.onDeath(() => end.abort());
    process.onDeath(() => ended(mine));
    disk.begin(end.signal);
    open(mine).then(
      (client) => opened(mine, client),
      (error: unknown) => {
        options.failed(error);
        process.die();
      },
    );
  }

  function open(mine: Running): Promise<Client> {
    const { process, runtime, disk } = mine;
    const who = user;
    mine.storage = processStorage({
      disk,
      process,
      timers,
      trouble: storage,
      committed(changes) {
        options.moved();
        tell('deviceCommitted', device, disk, changes);
      },
      refused: () => tell('refused', device),
      torn: (difference) => tell('torn', device, disk, difference),
      measured: (bytes) => tell('measured', device, disk, bytes),
      befell,
    });
    return createClient({
      storage: mine.storage,
      transport: processTransport(link.transport, process, {
        connecting: () => tell('connecting', device),
        sent: (frames) => tell('sent', device, frames),
        read: (frames) => tell('read', device, frames),
      }),
      auth: () => `${who}|${Math.floor(options.serverNowMs() + tokenMs)}`,
      user: who,
      runtime,
      sync: {
        pageSize: settings.pageSize,
        prefetch: settings.prefetch,
        backfill: settings.backfill,
        ...(settings.features?.includes('read-privately') && { isReadPrivately: (id: string) => id === PRIVATE }),
      },
      outbox: { onFailure: settings.onFailure, ...(paceOf(settings) ?? { ratePerSecond: 0 }) },
      cache: {
        limitBytes: settings.cacheBytes,
        isPinned: (id) => id === settings.pinned,
        onEvicted: (eviction) => tell('evicted', device, disk, eviction),
      },
      onError: options.failed,
    });
  }

  function opened(mine: Running, client: Client): void {
    mine.client = client;
    mine.views = openFeatureViews(client, settings);
    tell('opened', device, mine.disk);
    const list = client.conversations.observe({ limit: 50 });
    mine.list = list;
    list.subscribe(() => {
      const view = list.getSnapshot();
      options.moved();
      if (view) mine.views?.listed(view);
      if (view && mine.process.isAlive()) tell('listed', device, view);
    });
    // An app that looks at its rows is told of their changes.
    client.collection(NOTES).observe({ index: 'n' });
    const status = client.sync.observe();
    status.subscribe(() => {
      const now = status.getSnapshot();
      if (now && mine.process.isAlive()) tell('status', device, now);
      helpRefused(mine, client, now);
    });
    for (const [conversationId, limit] of wanted) showNow(mine, conversationId, limit);
    try {
      options.app?.opened(device, client, mine.ended);
    } catch (error) {
      tell('threw', device, error);
    }
  }

  /** What an app does for a client that the server refuses: asks the person, or for a new token. */
  function helpRefused({ process }: Running, client: Client, status: SyncStatus | undefined): void {
    if (!process.isAlive() || status?.kind !== 'refused') return;
    befell('refused');
    timers.set(APP_PATIENCE_MS, () =>
      process.enter(() => {
        tell('woken', device);
        client.sync.resume('refused');
      }),
    );
  }

  function showNow({ process, client, views }: Running, conversationId: string, limit: number): void {
    if (!client || screens.has(conversationId)) return;
    const window = client.messages.observe(conversationId, { limit });
    screens.set(conversationId, { window, wanted: limit });
    views?.shown(conversationId, window);
    window.subscribe(() => {
      const view = window.getSnapshot();
      options.moved();
      if (view && process.isAlive()) tell('shown', device, conversationId, view);
    });
  }

  function hideAll(): void {
    for (const conversationId of screens.keys()) tell('hidden', device, conversationId);
    screens.clear();
  }

  /** The process is dead: its connections are torn down by the machine, and it is started again. */
  function ended(mine: Running): void {
    if (running !== mine) return;
    running = undefined;
    hideAll();
    timers.set(0, link.cut);
    timers.set(restartMs, start);
    restartMs = RESTART_MS;
  }

  const device: SimDevice = {
    name,
    link,
    clock,
    storage,
    trouble: options.trouble,
    network: {
      setOnline(online) {
        isOnline = online;
        tell('woken', device);
        running?.process.enter(() => running?.runtime.network.setOnline(online));
      },
    },
    user: () => user,
    disk: () => diskOf(user),
    disks: () => disks.values(),
    disksByUser: () => disks,
    client: () => (running?.process.isFrozen() ? undefined : running?.client),
    isRunning: () => running !== undefined,
    isQuiet: () => running?.client !== undefined && !running.process.isFrozen() && running.storage?.callCount() === 0,
    start,
    crash(forMs, how) {
      if (!running) return;
      restartMs = forMs;
      // Without power nobody says goodbye: the server goes on believing.
      if (how === 'power') link.halfOpen('server');
      running.process.die();
    },
    freeze: () => running?.process.freeze(),
    thaw() {
      tell('woken', device);
      running?.process.thaw();
    },
    async close() {
      const mine = running;
      if (!mine?.client) return;
      const { client } = mine;
      mine.client = undefined;
      await mine.process.settle(client.close());
      hideAll();
      if (running !== mine) return;
      running = undefined;
      tell('closed', device, mine.runtime.leftovers());
      mine.process.die();
    },
    setUser(next) {
      user = next;
      wanted.clear();
    },
    serverNowMs: options.serverNowMs,
    setTokenMs(next) {
      tokenMs = next;
    },
    show(conversationId, limit) {
      wanted.set(conversationId, limit);
      if (running) showNow(running, conversationId, limit);
    },
    hide(conversationId) {
      wanted.delete(conversationId);
      const screen = screens.get(conversationId);
      if (!screen) return;
      screens.delete(conversationId);
      running?.views?.hidden(conversationId);
      screen.window.close();
      tell('hidden', device, conversationId);
    },
    screens: () => screens,
    list: () => running?.list,
    views: () => running?.views,
  };
  return device;
}
