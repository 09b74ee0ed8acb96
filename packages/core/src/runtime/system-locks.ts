import type { Host } from './host.ts';
import type { Locks } from './locks.ts';
import { createProcessLocks } from './process-locks.ts';

/** One for the process: two clients of it exclude each other, as two tabs do. Marked pure, so that it can be dropped. */
const processLocks: Locks = /* @__PURE__ */ createProcessLocks();

/** Web Locks where the host has them (browsers on HTTPS, Node 24), else locks of this process. */
export function systemLocks(host: Host): Locks {
  return {
    async request(name, signal, held) {
      // Looked at when first asked for: Node loads much at the first look.
      const locks = host.navigator?.locks;
      if (!locks) return await processLocks.request(name, signal, held);
      signal.throwIfAborted();
      return await locks.request(name, { signal }, held);
    },
    async steal(name, held) {
      const locks = host.navigator?.locks;
      return await (locks ? locks.request(name, { steal: true }, held) : processLocks.steal(name, held));
    },
  };
}
