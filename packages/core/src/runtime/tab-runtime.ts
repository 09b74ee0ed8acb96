import type { DeviceRuntime } from './device-runtime.ts';
import { currentHost, type Host } from './host.ts';
import type { Runtime } from './runtime.ts';
import { systemChannel } from './system-channel.ts';
import { systemLocks } from './system-locks.ts';

/**
 * What one of several tabs asks of the world: where the app gave only what one client by itself needs, with the rest.
 * Undefined where tabs cannot exclude each other: the host has no Web Locks.
 */
export function tabRuntime(runtime: DeviceRuntime & Partial<Runtime>, host: Host = currentHost()): Runtime | undefined {
  const { locks = host.navigator?.locks && systemLocks(host), openChannel = systemChannel(host) } = runtime;
  return locks && { ...runtime, locks, openChannel };
}
