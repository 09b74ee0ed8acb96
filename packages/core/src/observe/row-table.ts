import { type JsonObject, laneOf, type StreamId, userStream } from '@tidemark/protocol';
import type { RowRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { foldPending } from './fold-pending.ts';
import { createLiveWindow } from './live-window.ts';
import type { WindowSources } from './message-window.ts';

/** One row as it is shown. */
export interface TableRow {
  readonly key: string;
  readonly body: JsonObject;
  /** Server time of the commit that made it; this device's of the write while it is pending. */
  readonly at: number;
  /** Absent while no server has it. */
  readonly rev?: number | undefined;
  /** Who made it; absent while no server has it. */
  readonly author?: string | undefined;
  /** The server has not confirmed it as it is shown. */
  readonly pending: boolean;
}

/** All rows of a small collection: as the server has them, with what is pending over them. */
export interface RowTable {
  readonly ready: Promise<void>;
  /** By key, those only pending last. */
  rows(): readonly TableRow[];
  close(): void;
}

export interface TableQuery {
  readonly collection: string;
  /** Absent: one's own rows, which are found before it is known who one is, since a database has one user. */
  readonly stream?: StreamId | undefined;
  readonly changed: () => void;
}

/** More than anybody has. */
const ALL = 1_000_000;

export function createRowTable(sources: WindowSources, query: TableQuery): RowTable {
  const { db, outbox, me, onError } = sources;
  const { collection, changed } = query;
  const base = createLiveWindow({
    ...db,
    query: {
      store: 'rows',
      ...(query.stream ? { prefix: [query.stream, collection] } : { index: 'key', prefix: [collection] }),
      reverse: false,
      limit: ALL,
    },
    changed,
    onError,
  });

  function stream(): StreamId | undefined {
    const user = me();
    return query.stream ?? (user === undefined ? undefined : userStream(user));
  }

  const unsubscribe = outbox.subscribe((lane) => {
    const at = stream();
    if (at !== undefined && lane === laneOf(at, collection)) changed();
  });

  function rows(): readonly TableRow[] {
    const at = stream();
    const stored = new Map(
      base.rows().map(({ key, rev, body }: Stored) => [key[2] as string, { rev, ...(body as RowRecord) }]),
    );
    const folded =
      at && foldPending(outbox, { stream: at, collection, patchMakes: true }, (key) => stored.get(key)?.body);
    const shown: TableRow[] = [];
    for (const [key, { body, at, rev, author }] of stored) {
      const over = folded?.get(key);
      const now = over ? over.body : body;
      if (now) shown.push({ key, body: now, at, rev, author, pending: over !== undefined });
    }
    for (const [key, { body, createdAt }] of folded ?? []) {
      if (body && !stored.has(key)) shown.push({ key, body, at: createdAt, pending: true });
    }
    return shown;
  }

  return {
    ready: base.ready,
    rows,
    close() {
      base.close();
      unsubscribe();
    },
  };
}
