import type { Connection, Random, Transport } from '@tidemark/core';
import { TidemarkError } from '@tidemark/protocol';
import type { FakeTimers } from '../fake-runtime/fake-timers.ts';
import { type Befallen, drawDelayMs, type Faults } from './faults.ts';
import { type Believer, type NetworkConnection, openNetworkConnection } from './network-connection.ts';
import type { SocketServer } from './socket-server.ts';

/** Devices, one server, and everything that goes wrong between them. */
export interface MemoryNetwork {
  /** The way of one device to the server; the same object for the same name. */
  link(device: string): NetworkLink;
  /** Replaces the server, as a restart does: every connection breaks. Without one, connecting fails. */
  setServer(server: SocketServer | undefined): void;
}

export interface NetworkLink {
  readonly transport: Transport;
  /** What goes wrong from now on; a direction left out works. Replaces earlier faults. */
  setFaults(faults: { readonly up?: Faults | undefined; readonly down?: Faults | undefined }): void;
  /** Unreachable: open connections break and connecting fails, until reachable again. */
  setReachable(isReachable: boolean): void;
  /** Breaks the open connections; both ends learn it, what is under way is lost. */
  cut(): void;
  /** Breaks the open connections without telling `believer`. */
  halfOpen(believer: Believer): void;
  /** Open connections carry nothing any more in one direction; nobody is told. */
  sever(direction: 'up' | 'down'): void;
  /** The client's ends of open connections break; what it sent still arrives, late, and then the end. */
  abandon(): void;
  /** Lets a message arrive on each open connection that nobody sent there. */
  inject(direction: 'up' | 'down', text: string): void;
  /** Connections that the client's end takes for open. */
  openCount(): number;
}

/** A message that arrived. */
export interface Crossed {
  readonly device: string;
  readonly direction: 'up' | 'down';
  readonly atMs: number;
  readonly text: string;
}

export interface MemoryNetworkOptions {
  readonly timers: FakeTimers;
  readonly random: Random;
  readonly server?: SocketServer | undefined;
  /** Called for each message that arrives, before its receiver reads it. */
  readonly crossed?: ((message: Crossed) => void) | undefined;
  /** Called for each message that a drawn fault befell. */
  readonly befell?: ((device: string, what: Befallen) => void) | undefined;
}

interface Reach {
  server(): SocketServer | undefined;
  crossed(message: Crossed): void;
  befell(device: string, what: Befallen): void;
}

/** Creates a network without faults. All its time is from `timers` and all its chance from `random`. */
export function createMemoryNetwork(options: MemoryNetworkOptions): MemoryNetwork {
  const { timers, random, crossed = () => {}, befell = () => {} } = options;
  const links = new Map<string, NetworkLink>();
  let server = options.server;

  return {
    link(device) {
      const reach: Reach = { server: () => server, crossed, befell };
      const link = links.get(device) ?? createLink(device, timers, random, reach);
      links.set(device, link);
      return link;
    },
    setServer(next) {
      for (const link of links.values()) link.cut();
      server = next;
    },
  };
}

function createLink(device: string, timers: FakeTimers, random: Random, reach: Reach): NetworkLink {
  const open = new Set<NetworkConnection>();
  let faults: { readonly up: Faults; readonly down: Faults } = { up: {}, down: {} };
  let isReachable = true;

  function connect(signal: AbortSignal): Connection {
    const server = isReachable ? reach.server() : undefined;
    if (!server) {
      const message = 'The server cannot be reached. Try again later.';
      throw new TidemarkError('transport/failed', message, { reason: 'unreachable' }, { retryable: true });
    }
    const made = openNetworkConnection({
      server,
      timers,
      elapsedMs: timers.elapsedMs,
      random,
      faults: () => faults,
      crossed: (direction, text) => reach.crossed({ device, direction, atMs: timers.elapsedMs(), text }),
      befell: (what) => reach.befell(device, what),
      signal,
      ended: () => open.delete(made),
    });
    open.add(made);
    return made.connection;
  }

  function cut(): void {
    for (const each of [...open]) each.cut();
  }

  return {
    transport: {
      connect(signal) {
        const delayMs = drawDelayMs(faults.up.delayMs, random) + drawDelayMs(faults.down.delayMs, random);
        return connectAfter(timers, delayMs, signal, connect);
      },
    },
    setFaults({ up = {}, down = {} }) {
      faults = { up, down };
    },
    setReachable(reachable) {
      isReachable = reachable;
      if (!reachable) cut();
    },
    cut,
    halfOpen(believer) {
      for (const each of [...open]) each.halfOpen(believer);
    },
    sever(direction) {
      for (const each of [...open]) each.sever(direction);
    },
    abandon() {
      for (const each of [...open]) if (each.isOpen()) each.abandon();
    },
    inject(direction, text) {
      for (const each of [...open]) if (each.isOpen()) each.inject(direction, text);
    },
    openCount: () => [...open].filter((each) => each.isOpen()).length,
  };
}

/** Connects after a delay, unless aborted before. */
function connectAfter(
  timers: FakeTimers,
  delayMs: number,
  signal: AbortSignal,
  connect: (signal: AbortSignal) => Connection,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => {
      timers.clear(handle);
      reject(signal.reason);
    };
    const handle = timers.set(delayMs, () => {
      signal.removeEventListener('abort', abort);
      try {
        resolve(connect(signal));
      } catch (error) {
        reject(error);
      }
    });
    signal.addEventListener('abort', abort);
  });
}
