import type { Random, Runtime, TimerHandle, Timers } from '@tidemark/core';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeNetwork, type FakeNetwork } from './fake-network.ts';
import { createFakeProfile, type FakeTab } from './fake-profile.ts';
import type { FakeTimers } from './fake-timers.ts';
import { createFakeVisibility, type FakeVisibility } from './fake-visibility.ts';
import { createSeededRandom } from './seeded-random.ts';

/** One device, or one tab of it. */
export interface FakeRuntime extends Runtime {
  readonly clock: FakeClock;
  readonly network: FakeNetwork;
  readonly visibility: FakeVisibility;
  /** The process dies: no timer of this device runs any more, and none can be set; its locks and channels are gone. */
  halt(): void;
}

export interface FakeRuntimeOptions {
  /** Virtual time, shared by all devices of the test. */
  readonly timers: FakeTimers;
  readonly seed: number | string;
  /** What the device's clock says at virtual time 0. */
  readonly startMs?: number | undefined;
  /** Milliseconds the device's clock gains a millisecond. */
  readonly drift?: number | undefined;
  /** A tab of a profile shared with other runtimes. Default: the only tab of its own profile. */
  readonly tab?: FakeTab | undefined;
  readonly random?: Random | undefined;
}

/** Creates every port of a device over shared virtual time: what it does depends on the seed and on the test alone. */
export function createFakeRuntime(options: FakeRuntimeOptions): FakeRuntime {
  const { timers, seed, startMs, drift, tab = createFakeProfile().openTab() } = options;
  const own = createOwnTimers(timers);
  return {
    clock: createFakeClock({ timers, startMs, drift }),
    timers: own,
    random: options.random ?? createSeededRandom(seed),
    network: createFakeNetwork(),
    visibility: createFakeVisibility(),
    locks: tab.locks,
    openChannel: tab.openChannel,
    isTab: options.tab !== undefined,
    halt() {
      own.halt();
      tab.close();
    },
  };
}

/** The timers of one device among those of all. */
function createOwnTimers(shared: Timers): Timers & { halt(): void } {
  const own = new Set<TimerHandle>();
  let isHalted = false;
  return {
    set(delayMs, run) {
      if (isHalted) return {};
      const handle = shared.set(delayMs, () => {
        own.delete(handle);
        run();
      });
      own.add(handle);
      return handle;
    },
    clear(handle) {
      own.delete(handle);
      shared.clear(handle);
    },
    halt() {
      isHalted = true;
      for (const handle of own) shared.clear(handle);
      own.clear();
    },
  };
}
