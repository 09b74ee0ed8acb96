import type { DeviceRuntime } from './device-runtime.ts';
import { currentHost, type Host } from './host.ts';
import type { Runtime } from './runtime.ts';
import { systemChannel } from './system-channel.ts';
import { webLocks } from './web-locks.ts';

/** Whether there may be others like it, of the same origin: a page or a worker of a browser. */
export function hasTabs(host: Host = currentHost()): boolean {
  return host.document !== undefined || host.WorkerGlobalScope !== undefined;
}

/**
 * What one of several tabs asks of the world: where the app gave only what one client by itself needs, with the rest.
 * Undefined where clients of one database cannot exclude each other: in a browser without Web Locks, and in Node, whose
 * locks end with the process.
 */
export function tabRuntime(runtime: DeviceRuntime & Partial<Runtime>, host: Host = currentHost()): Runtime | undefined {
  const { isTab = isTabOf(host), openChannel = systemChannel(host) } = runtime;
  const locks = isTab ? (runtime.locks ?? webLocks(host)) : undefined;
  return locks && { ...runtime, locks, openChannel };
}

/** Whether its locks hold among all that may be like it. */
export const isTabOf = (host: Host): boolean => hasTabs(host) && host.navigator?.locks !== undefined;
