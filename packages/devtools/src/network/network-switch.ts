import {
  type Connection,
  type Network,
  type Random,
  systemRuntime,
  type Timers,
  type Transport,
  unlessAborted,
} from '@tidemark/core';
import { TidemarkError } from '@tidemark/protocol';
import { CALM, changed, type NetworkState } from './network-state.ts';
import { type SwitchedConnection, switchedConnection } from './switched-connection.ts';

/** A network that goes bad when told to, between one client and its server. */
export interface NetworkSwitch {
  /** Pass it to `createClient`. */
  readonly transport: Transport;
  /**
   * The device's network as it is then. With it in the client's `runtime` the client knows that it is offline, and tries
   * again the moment it no longer is; without it the client's next attempt finds out.
   */
  readonly network: Network;
  /** What is wrong now: the same object until that changes. */
  state(): NetworkState;
  /** Changes what is named, from the next message on. Throws `options/invalid` for what no network can be. */
  set(change: Partial<NetworkState>): void;
  /** Calls back after each change, until the returned function is called. */
  subscribe(changed: () => void): () => void;
}

/** What the switch asks of the world. */
export interface NetworkPorts {
  readonly timers: Timers;
  readonly random: Random;
  readonly network: Network;
}

/**
 * Wraps a transport in a network that can be switched off, slowed down and made lossy while it is used; at first it
 * changes nothing. What fails, fails as the transport's contract says, so a client recovers from it as from the real thing.
 *
 * @example
 * const link = networkSwitch(webSocket('wss://chat.example.com/sync'));
 * const client = await createClient({
 *   storage,
 *   transport: link.transport,
 *   auth,
 *   runtime: { ...systemRuntime(), network: link.network },
 * });
 * link.set({ offline: true });
 */
export function networkSwitch(transport: Transport, ports: NetworkPorts = systemRuntime()): NetworkSwitch {
  const { timers, random, network } = ports;
  const listeners = new Set<() => void>();
  const reachListeners = new Set<() => void>();
  const connecting = new Set<AbortController>();
  const open = new Set<SwitchedConnection>();
  let state = CALM;

  async function connect(signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted();
    if (state.offline) throw unreachable();
    const attempt = new AbortController();
    connecting.add(attempt);
    try {
      const either = AbortSignal.any([signal, attempt.signal]);
      if (state.delayMs > 0) await later(state.delayMs, either);
      const inner = await transport.connect(either);
      const switched = switchedConnection({
        ...{ inner, signal, timers, random },
        state: () => state,
        ended: () => open.delete(switched),
      });
      open.add(switched);
      return switched.connection;
    } finally {
      connecting.delete(attempt);
    }
  }

  const later = (delayMs: number, signal: AbortSignal): Promise<void> =>
    unlessAborted(signal, (resolve) => {
      const timer = timers.set(delayMs, resolve);
      return () => timers.clear(timer);
    });

  return {
    transport: { connect },
    network: {
      isOnline: () => !state.offline && network.isOnline(),
      subscribe(reachChanged) {
        const end = network.subscribe(reachChanged);
        reachListeners.add(reachChanged);
        return () => {
          end();
          reachListeners.delete(reachChanged);
        };
      },
    },
    state: () => state,
    set(change) {
      const before = state;
      state = changed(state, change);
      if (state === before) return;
      if (state.offline) {
        for (const attempt of connecting) attempt.abort(unreachable());
        for (const switched of [...open]) switched.cut();
      }
      if (state.offline !== before.offline) for (const listener of reachListeners) listener();
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function unreachable(): TidemarkError {
  const message = 'The network is switched off. Switch it on, or wait.';
  return new TidemarkError('transport/failed', message, { reason: 'offline' }, { retryable: true });
}
