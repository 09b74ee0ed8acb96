import type { DeviceRuntime } from './device-runtime.ts';
import { currentHost } from './host.ts';
import type { Runtime } from './runtime.ts';
import { systemChannel } from './system-channel.ts';
import { systemLocks } from './system-locks.ts';

/** What one of several tabs asks of the world: where the app gave only what one client by itself needs, with the rest. */
export function tabRuntime(runtime: DeviceRuntime & Partial<Runtime>): Runtime {
  const { locks = systemLocks(currentHost()), openChannel = systemChannel(currentHost()) } = runtime;
  return { ...runtime, locks, openChannel };
}
