import type { JsonObject, StreamId } from '@tidemark/protocol';
import { createView } from './create-view.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';
import { createRowTable } from './row-table.ts';

/** All rows of one of the protocol's own collections, by key, with the pending writes folded over them. */
export function observeRows<Shown>(
  sources: WindowSources,
  stream: StreamId,
  collection: string,
  show: (key: string, body: JsonObject, pending: boolean) => Shown,
): Observed<readonly Shown[]> {
  const { book, catchUp } = sources;
  const table = createRowTable(sources, { collection, stream, changed: () => invalidate() });
  const { observed, invalidate } = createView(sources, {
    ready: Promise.all([table.ready, book.load([stream])]),
    begin: () => catchUp.hold(stream),
    compute: () =>
      [...table.rows()]
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ key, body, pending }) => show(key, body, pending)),
    ends: [table.close],
  });
  return observed;
}
