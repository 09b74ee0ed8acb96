import type { JsonObject, StreamId } from '@tidemark/protocol';
import type { RowRecord } from '../local-db/records.ts';
import { createView } from './create-view.ts';
import { foldPending } from './fold-pending.ts';
import { createLiveWindow } from './live-window.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';

/** Rows of which a person makes a few by hand. */
const ALL = 100_000;

/** All rows of one of the protocol's own collections, by key, with the pending writes folded over them. */
export function observeRows<Shown>(
  sources: WindowSources,
  stream: StreamId,
  collection: string,
  show: (key: string, body: JsonObject, pending: boolean) => Shown,
): Observed<readonly Shown[]> {
  const { db, book, catchUp, outbox, onError } = sources;
  const base = createLiveWindow({
    ...db,
    query: { store: 'rows', prefix: [stream, collection], reverse: false, limit: ALL },
    changed: () => invalidate(),
    onError,
  });

  function compute(): readonly Shown[] {
    const stored = new Map(
      base.rows().map((row): [string, JsonObject] => [row.key[2] as string, (row.body as RowRecord).body]),
    );
    const pending = foldPending(outbox, { stream, collection }, (key) => stored.get(key));
    return [...new Set([...stored.keys(), ...pending.keys()])].sort().flatMap((key) => {
      const written = pending.get(key);
      const body = written ? written.body : stored.get(key);
      return body ? [show(key, body, written !== undefined)] : [];
    });
  }

  const { observed, invalidate } = createView(sources, {
    ready: Promise.all([base.ready, book.load([stream])]),
    begin: () => catchUp.hold(stream),
    compute,
    ends: [base.close, outbox.subscribe(() => invalidate())],
  });
  return observed;
}
