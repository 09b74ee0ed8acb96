import { deviceRuntime } from './device-runtime.ts';
import { currentHost } from './host.ts';
import type { Runtime } from './runtime.ts';
import { systemChannel } from './system-channel.ts';
import { systemLocks } from './system-locks.ts';
import { isTabOf } from './tab-runtime.ts';

/**
 * The real world, in browsers, workers and Node: what the host lacks is stood in for, so that every port works. Throws
 * `options/invalid` where there is no `crypto.getRandomValues`.
 */
export function systemRuntime(): Runtime {
  const host = currentHost();
  return {
    ...deviceRuntime(host),
    locks: systemLocks(host),
    openChannel: systemChannel(host),
    isTab: isTabOf(host),
  };
}
