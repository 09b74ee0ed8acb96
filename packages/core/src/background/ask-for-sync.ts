import type { FeatureParts } from '../client/feature.ts';

/** A registration of a service worker: `ServiceWorkerRegistration` fits. */
export interface SyncRegistration {
  readonly scope: string;
  /** Where the browser has Background Sync. */
  readonly sync?: { register(tag: string): Promise<unknown> } | undefined;
}

/** Asks the browser for a sync event whenever something is left to send and this page may not be there to send it. */
export function askForSync(
  { outbox, runtime, atClose, sources }: FeatureParts,
  registration: SyncRegistration,
  tag: string,
): () => void {
  const { visibility, network } = runtime;
  let isAsked = false;

  function look(): void {
    const isNeeded = outbox.openCount() > 0 && (!visibility.isVisible() || !network.isOnline());
    const wasAsked = isAsked;
    isAsked = isNeeded;
    if (isNeeded && !wasAsked) registration.sync?.register(tag).catch(sources.onError);
  }

  const ends = [outbox.subscribe(look), visibility.subscribe(look), network.subscribe(look)];
  const stop = (): void => {
    for (const end of ends) end();
  };
  atClose(stop);
  look();
  return stop;
}
