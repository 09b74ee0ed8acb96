import './strips.css';
import { useClient, useSyncStatus } from '@tidemark/react';
import type { ReactElement } from 'react';
import { useLasting } from './use-lasting.ts';
import { useSecondsUntil } from './use-seconds-until.ts';

/** Says what being offline means here: nothing is lost, and nothing has to be done. */
export function OfflineBanner(): ReactElement | null {
  const client = useClient();
  const status = useSyncStatus();
  const isOffline = useLasting(status.kind === 'offline');
  const seconds = useSecondsUntil(status.kind === 'offline' ? status.retryAtMs : undefined);
  if (status.kind === 'refused') {
    return (
      <p className="strip is-alert" role="alert">
        <span>The server refused this device: {status.message}</span>
        <button type="button" onClick={() => client.sync.resume('refused')}>
          Try again
        </button>
      </p>
    );
  }
  if (!isOffline) return null;
  return (
    <p className="strip" role="status">
      <span>You are offline. Read and write on: everything goes out by itself when you are back.</span>
      {seconds !== undefined && (
        <button type="button" onClick={() => client.sync.resume('try-now')}>
          Try now
        </button>
      )}
    </p>
  );
}
