import type { Channel, Runtime, Timers } from '@tidemark/core';
import type { FakeClock } from '../fake-runtime/fake-clock.ts';
import { createFakeNetwork, type FakeNetwork } from '../fake-runtime/fake-network.ts';
import { createFakeProfile } from '../fake-runtime/fake-profile.ts';
import { createFakeVisibility, type FakeVisibility } from '../fake-runtime/fake-visibility.ts';
import { createSeededRandom } from '../fake-runtime/seeded-random.ts';
import { createProcessTimers } from './process-timers.ts';
import type { SimProcess } from './sim-process.ts';

/** Every port of one process, and what it has not given back. */
export interface ProcessRuntime extends Runtime {
  readonly network: FakeNetwork;
  readonly visibility: FakeVisibility;
  /** Timers, subscriptions and channels that are still there, by name; none after a good `close`. */
  leftovers(): readonly string[];
}

export interface ProcessRuntimeOptions {
  readonly process: SimProcess;
  readonly shared: Timers;
  readonly clock: FakeClock;
  readonly seed: string;
}

export function createProcessRuntime({ process, shared, clock, seed }: ProcessRuntimeOptions): ProcessRuntime {
  const timers = createProcessTimers(shared, process);
  const tab = createFakeProfile().openTab();
  const network = counted(createFakeNetwork());
  const visibility = counted(createFakeVisibility());
  let openChannels = 0;
  process.onDeath(tab.close);

  function openChannel(name: string): Channel {
    const channel = tab.openChannel(name);
    openChannels++;
    return {
      ...channel,
      close() {
        openChannels--;
        channel.close();
      },
    };
  }

  return {
    clock,
    timers,
    random: createSeededRandom(seed),
    network: network.port,
    visibility: visibility.port,
    locks: tab.locks,
    openChannel,
    leftovers: () => {
      const counts = { timers: timers.pendingCount(), network: network.count(), visibility: visibility.count() };
      const all = Object.entries({ ...counts, channels: openChannels });
      return all.filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name}`);
    },
  };
}

interface Subscribable {
  subscribe(told: () => void): () => void;
}

function counted<Port extends Subscribable>(port: Port): { readonly port: Port; count(): number } {
  let open = 0;
  const subscribe = (told: () => void): (() => void) => {
    const leave = port.subscribe(told);
    open++;
    let isIn = true;
    return () => {
      if (isIn) open--;
      isIn = false;
      leave();
    };
  };
  return { port: { ...port, subscribe }, count: () => open };
}
