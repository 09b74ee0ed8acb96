import type { Host } from './host.ts';
import type { Locks } from './locks.ts';
import { createProcessLocks } from './process-locks.ts';
import { webLocks } from './web-locks.ts';

/** One for the process: two clients of it exclude each other, as two tabs do. Marked pure, so that it can be dropped. */
const processLocks: Locks = /* @__PURE__ */ createProcessLocks();

/** Web Locks where the host has them, else locks of this process. Looked at when asked: Node loads much at the first look. */
export function systemLocks(host: Host): Locks {
  const locks = (): Locks => webLocks(host) ?? processLocks;
  return {
    request: async (name, signal, held) => await locks().request(name, signal, held),
    steal: async (name, held) => await locks().steal(name, held),
  };
}
