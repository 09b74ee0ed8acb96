import './strips.css';
import type { Unsynced } from '@tidemark/core';
import { useClient, useObserved } from '@tidemark/react';
import type { ReactElement } from 'react';
import { useLasting } from './use-lasting.ts';

const UNSYNCED = {};
const NOTHING: Unsynced = { pending: 0, failed: 0 };

/** How much of what was written here the server does not have. */
export function UnsentStrip(): ReactElement | null {
  const client = useClient();
  const { pending, failed } = useObserved(UNSYNCED, [], (observing) => observing.outbox.observeUnsynced()) ?? NOTHING;
  const isWaiting = useLasting(pending > 0);
  if (!isWaiting && failed === 0) return null;
  return (
    <p className={failed > 0 ? 'strip is-alert' : 'strip'} role="status">
      <span>
        {isWaiting && pending > 0 && `${pending} unsent`}
        {isWaiting && pending > 0 && failed > 0 && ' · '}
        {failed > 0 && `${failed} not sent`}
      </span>
      {failed > 0 && (
        <button type="button" onClick={() => void client.outbox.retry().catch(console.error)}>
          Retry all
        </button>
      )}
    </p>
  );
}
