import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Random } from '@tidemark/core';
import { type Carrier, carry } from './carry.ts';

/** A TCP proxy between real processes that fails on demand. */
export interface FaultProxy {
  readonly port: number;
  /** Resets open connections at both ends, wherever their bytes are; each with the chance `share`. Returns how many. */
  cut(share?: number): number;
  /** Lets connections go silent, open at both ends and carrying nothing for ever; each with the chance `share`. */
  halfOpen(share?: number): number;
  /** From now on each piece of bytes takes this long, in order: least and most. */
  setLatency(leastMs: number, mostMs: number): void;
  /** From now on each direction of a connection carries so much, evenly; `Infinity`: no limit. */
  setBandwidth(bytesPerSecond: number): void;
  /** From now on bytes arrive in pieces of so many, least and most; `Infinity`: as they come. */
  setSlicing(leastBytes: number, mostBytes: number): void;
  /** While unreachable, new connections are reset. */
  setReachable(isReachable: boolean): void;
  stats(): FaultProxyStats;
  /** Resets what is open and frees the port. */
  close(): Promise<void>;
}

export interface FaultProxyStats {
  readonly accepted: number;
  readonly open: number;
  readonly cut: number;
  readonly halfOpened: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export interface FaultProxyOptions {
  readonly target: Endpoint;
  /** Default: a free port of 127.0.0.1. */
  readonly listen?: Partial<Endpoint> | undefined;
  /** Draws who is hit, and latencies. */
  readonly random: Random;
}

export interface Endpoint {
  readonly host?: string | undefined;
  readonly port: number;
}

interface Proxied {
  readonly client: Socket;
  readonly server: Socket;
  readonly carriers: readonly Carrier[];
  isSilent: boolean;
}

const TICK_MS = 10;
const SLICE_GAP_MS = 1;

/** Listens, and resolves once it does. Connects to the target anew for each connection, so the target may restart. */
export async function createFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, listen = {}, random } = options;
  const open = new Set<Proxied>();
  const totals = { accepted: 0, cut: 0, halfOpened: 0, bytesUp: 0, bytesDown: 0 };
  let latency: readonly [number, number] = [0, 0];
  let slicing: readonly [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let bytesPerMs = Number.POSITIVE_INFINITY;
  let isReachable = true;

  const between = ([least, most]: readonly [number, number]) =>
    least === most ? least : least + random.fraction() * (most - least);
  const road = {
    latencyMs: () => between(latency),
    // Within a limit of bandwidth no piece takes longer than a tick, so that bytes trickle and do not gush.
    pieceBytes: () => Math.max(1, Math.floor(Math.min(between(slicing), bytesPerMs * TICK_MS))),
    gapMs: () => (Number.isFinite(slicing[0]) ? SLICE_GAP_MS : 0),
    durationMs: (bytes: number) => bytes / bytesPerMs,
  };
  const chosen = (share: number) => [...open].filter(({ isSilent }) => !isSilent && random.fraction() < share);

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    totals.accepted++;
    if (!isReachable) return void client.on('error', () => {}).resetAndDestroy();
    const { host = '127.0.0.1', port } = target;
    const server = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const up = carry({ from: client, to: server, ...road, carried: (bytes) => (totals.bytesUp += bytes) });
    const down = carry({ from: server, to: client, ...road, carried: (bytes) => (totals.bytesDown += bytes) });
    const proxied: Proxied = { client, server, carriers: [up, down], isSilent: false };
    open.add(proxied);
    for (const socket of [client, server]) {
      socket.on('error', () => {
        if (!proxied.isSilent) reset(proxied);
      });
      socket.on('close', () => {
        if (client.closed && server.closed) open.delete(proxied);
      });
    }
  });
  listener.listen(listen.port ?? 0, listen.host ?? '127.0.0.1');
  await once(listener, 'listening');

  return {
    port: (listener.address() as AddressInfo).port,
    cut(share = 1) {
      const hit = chosen(share);
      for (const proxied of hit) reset(proxied);
      totals.cut += hit.length;
      return hit.length;
    },
    halfOpen(share = 1) {
      const hit = chosen(share);
      for (const proxied of hit) {
        proxied.isSilent = true;
        for (const carrier of proxied.carriers) carrier.stop();
      }
      totals.halfOpened += hit.length;
      return hit.length;
    },
    setLatency(leastMs, mostMs) {
      latency = [leastMs, mostMs];
    },
    setBandwidth(bytesPerSecond) {
      bytesPerMs = bytesPerSecond / 1000;
    },
    setSlicing(leastBytes, mostBytes) {
      slicing = [leastBytes, mostBytes];
    },
    setReachable(reachable) {
      isReachable = reachable;
    },
    stats: () => ({ ...totals, open: open.size }),
    async close() {
      for (const proxied of open) reset(proxied);
      listener.close();
      await once(listener, 'close');
    },
  };
}

function reset({ client, server, carriers }: Proxied): void {
  for (const carrier of carriers) carrier.stop();
  for (const socket of [client, server]) socket.resetAndDestroy();
}
