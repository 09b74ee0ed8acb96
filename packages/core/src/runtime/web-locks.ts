import type { Host } from './host.ts';
import type { Locks } from './locks.ts';

/** The host's Web Locks (browsers on HTTPS, Node 24), undefined where it has none. */
export function webLocks({ navigator }: Host): Locks | undefined {
  const locks = navigator?.locks;
  return (
    locks && {
      async request(name, signal, held) {
        signal.throwIfAborted();
        return await locks.request(name, { signal }, held);
      },
      async steal(name, held) {
        return await locks.request(name, { steal: true }, held);
      },
    }
  );
}
