import './strips.css';
import { useClient, useOutbox } from '@tidemark/react';
import type { ReactElement } from 'react';
import { useLasting } from './use-lasting.ts';

/** How many messages the server does not have; and of all that was written, how much it refused. */
export function UnsentStrip(): ReactElement | null {
  const client = useClient();
  const entries = useOutbox();
  const failed = entries.filter(({ status }) => status !== 'pending').length;
  const pending = entries.filter(({ status, collection }) => status === 'pending' && collection === 'message').length;
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
