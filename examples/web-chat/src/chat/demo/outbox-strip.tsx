import './outbox-strip.css';
import type { OutboxEntry } from '@tidemark/core';
import { useMessage, useOutbox, useSyncStatus } from '@tidemark/react';
import type { ReactElement } from 'react';
import { shortText } from '../history/quote.tsx';
import { useSecondsUntil } from '../shell/use-seconds-until.ts';

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
              {entry.collection === 'message' && entry.kind === 'put' ? <TextOf entry={entry} /> : nameOf(entry)}
            </span>
            <small>{stateOf(entry)}</small>
          </li>
        ))}
      </ul>
      {entries.length > MOST && <small>and {entries.length - MOST} more</small>}
    </section>
  );
}

const nameOf = ({ collection, kind }: OutboxEntry): string => `${collection} ${kind}`;

function TextOf({ entry }: { readonly entry: OutboxEntry }): ReactElement {
  const { message } = useMessage(entry.lane.replace(/^conversation:/, ''), entry.key);
  return <>{message ? `“${shortText(message)}”` : nameOf(entry)}</>;
}

function stateOf({ status, attempts, failure }: OutboxEntry): string {
  if (status !== 'pending') return failure?.code ?? status;
  return attempts === 0 ? 'not tried yet' : `tried ${attempts === 1 ? 'once' : `${attempts} times`}`;
}
