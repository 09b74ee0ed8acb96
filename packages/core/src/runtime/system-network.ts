import type { Host } from './host.ts';
import type { Network } from './network.ts';

/** `navigator.onLine` and its events in browsers and workers; always online elsewhere. */
export function systemNetwork(host: Host): Network {
  return {
    isOnline: () => host.navigator?.onLine ?? true,
    subscribe(changed) {
      const listener = (): void => changed();
      host.addEventListener?.('online', listener);
      host.addEventListener?.('offline', listener);
      return () => {
        host.removeEventListener?.('online', listener);
        host.removeEventListener?.('offline', listener);
      };
    },
  };
}
