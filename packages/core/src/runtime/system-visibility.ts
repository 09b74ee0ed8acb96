import type { Host, HostEvent } from './host.ts';
import type { Visibility } from './visibility.ts';

/** The document's visibility; where there is no document always visible, but for a service worker, which nobody looks at. */
export function systemVisibility(host: Host): Visibility {
  const { document } = host;
  return {
    isVisible: () => (document ? document.visibilityState !== 'hidden' : !host.clients),
    subscribe(changed) {
      if (!document) return () => {};
      const listener = (): void => changed();
      // A page out of the back-forward cache was frozen; some browsers tell by this event alone.
      const shown = (event: HostEvent): void => {
        if (event.persisted) changed();
      };
      document.addEventListener('visibilitychange', listener);
      host.addEventListener?.('pageshow', shown);
      return () => {
        document.removeEventListener('visibilitychange', listener);
        host.removeEventListener?.('pageshow', shown);
      };
    },
  };
}
