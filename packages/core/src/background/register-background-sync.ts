import type { Client } from '../client/client.ts';
import type { SyncRegistration } from './ask-for-sync.ts';
import { background } from './background.ts';
import { SYNC_TAG } from './sync-tag.ts';

/**
 * Asks the browser to wake the service worker when this page is hidden or offline and something it wrote is not at the
 * server yet. Does nothing where there is no Background Sync. Call what it returns, or close the client, to end it.
 *
 * @example
 * registerBackgroundSync(client, await navigator.serviceWorker.ready);
 */
export function registerBackgroundSync(
  client: Client,
  registration: SyncRegistration,
  { tag = SYNC_TAG }: { readonly tag?: string | undefined } = {},
): () => void {
  return client.use(background).askForSync(registration, tag);
}
