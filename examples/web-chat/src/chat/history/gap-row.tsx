import './gap-row.css';
import { useClient, useSyncStatus } from '@tidemark/react';
import type { ReactElement } from 'react';

/** Messages that this device does not hold. They are fetched as soon as the server can be reached: here one may ask. */
export function GapRow({ count }: { readonly count: number }): ReactElement {
  const client = useClient();
  const { kind } = useSyncStatus();
  const isFetching = kind === 'live' || kind === 'catching-up';
  return (
    <div className="gap-row">
      <span>
        {count === 1 ? 'One message is' : `${count.toLocaleString()} messages are`} not on this device
        {isFetching ? ' yet' : ''}
      </span>
      {isFetching ? (
        <span className="gap-row-fetching">Fetching …</span>
      ) : (
        // Nobody holds this reason: to take it away is to try at once.
        <button type="button" onClick={() => client.sync.resume('load-missing')}>
          Load missing
        </button>
      )}
    </div>
  );
}
