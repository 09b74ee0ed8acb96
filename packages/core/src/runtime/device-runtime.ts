import type { Host } from './host.ts';
import type { Runtime } from './runtime.ts';
import { systemClock } from './system-clock.ts';
import { systemIdle } from './system-idle.ts';
import { systemNetwork } from './system-network.ts';
import { systemRandom } from './system-random.ts';
import { systemTimers } from './system-timers.ts';
import { systemVisibility } from './system-visibility.ts';

/** What one client by itself asks of the world: all but what joins it with other tabs. */
export type DeviceRuntime = Omit<Runtime, 'locks' | 'openChannel'>;

/** The real one. Throws `options/invalid` where there is no `crypto.getRandomValues`. */
export function deviceRuntime(host: Host): DeviceRuntime {
  return {
    clock: systemClock(host),
    timers: systemTimers(host),
    random: systemRandom(host),
    network: systemNetwork(host),
    visibility: systemVisibility(host),
    idle: systemIdle(host),
  };
}
