import './outbox-line.css';
import type { OutboxEntry } from '@tidemark/core';
import { useOutbox, useSyncStatus } from '@tidemark/react';
import type { ReactElement } from 'react';
import { OpText } from '../chat/demo/op-text.tsx';
import { useSecondsUntil } from '../chat/shell/use-seconds-until.ts';

/** What one device keeps for the server, oldest first, and when it is tried next. */
export function OutboxLine({ name }: { readonly name: string }): ReactElement {
  const entries = useOutbox();
  const sync = useSyncStatus();
  const seconds = useSecondsUntil(sync.kind === 'offline' ? sync.retryAtMs : undefined);
  const [first] = entries;
  return (
    <section className="outbox-line" data-waits={entries.length > 0} aria-label={`${name}’s outbox`}>
      <strong>Outbox</strong>
      {first ? <Waiting key={first.opId} entry={first} more={entries.length - 1} /> : <span>empty</span>}
      {seconds !== undefined && <time>next try in {seconds} s</time>}
    </section>
  );
}

function Waiting({ entry, more }: { readonly entry: OutboxEntry; readonly more: number }): ReactElement {
  const { status, attempts, failure } = entry;
  const tries = attempts === 0 ? 'not tried yet' : `tried ${attempts} ×`;
  return (
    <>
      <span className="outbox-text">
        <OpText entry={entry} />
      </span>
      <span>
        {status === 'pending' ? tries : (failure?.code ?? status)}
        {more > 0 && `, and ${more} more`}
      </span>
    </>
  );
}
