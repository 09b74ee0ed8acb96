import './outbox-strip.css';
import type { OutboxEntry } from '@tidemark/core';
import { useOutbox, useSyncStatus } from '@tidemark/react';
import type { ReactElement } from 'react';
import { useSecondsUntil } from '../shell/use-seconds-until.ts';
import { OpText } from './op-text.tsx';

const MOST = 5;

/** What the server has not confirmed, op by op, and when it is tried again. */
export function OutboxStrip(): ReactElement | null {
  const entries = useOutbox();
  const status = useSyncStatus();
  const seconds = useSecondsUntil(status.kind === 'offline' ? status.retryAtMs : undefined);
  if (entries.length === 0) return null;
  const next = seconds === undefined ? '' : `next try in ${seconds} s`;
  return (
    <section className="outbox-strip" aria-label="Outbox">
      <h2>
        Outbox <small>{next}</small>
      </h2>
      <ul>
        {entries.slice(0, MOST).map((entry) => (
          <li key={entry.opId} data-status={entry.status}>
            <span>
              <OpText entry={entry} />
            </span>
            <small>{stateOf(entry)}</small>
          </li>
        ))}
      </ul>
      {entries.length > MOST && <small>and {entries.length - MOST} more</small>}
    </section>
  );
}

function stateOf({ status, attempts, failure }: OutboxEntry): string {
  if (status !== 'pending') return failure?.code ?? status;
  return attempts === 0 ? 'not tried yet' : `tried ${attempts === 1 ? 'once' : `${attempts} times`}`;
}
