import type { StreamId } from '@tidemark/protocol';
import type { MemoryLogStore, StoredRow, Writes } from '@tidemark/server-reference/embed';

/** One history of one stream, as the server wrote it. */
export interface StreamHistory {
  readonly rev: number;
  /** Ids of messages: that of ord n stands at n - 1. */
  readonly order: readonly string[];
  /** The rev each message was made at, by place; undefined where it was changed before this history began. */
  readonly madeAt: readonly (number | undefined)[];
  /** Messages in their newest version, by place. */
  readonly messages: readonly StoredRow[];
  /** Every other row in its newest version, by `collection` and `key`. */
  readonly rows: ReadonlyMap<string, StoredRow>;
  /** By rev: the row it changed. Absent where the same commit changed it again. */
  readonly changes: readonly (StoredRow | undefined)[];
}

/** What every history of every stream was, also those that a restored backup ended. */
export interface ServerHistory {
  /** Notes what a commit did to the log. */
  note(store: MemoryLogStore, writes: Writes): void;
  /** The log is another one: notes what it begins with. */
  begin(store: MemoryLogStore): void;
  of(stream: StreamId, epoch: string): StreamHistory | undefined;
}

interface Growing extends StreamHistory {
  rev: number;
  readonly order: string[];
  readonly madeAt: (number | undefined)[];
  readonly messages: StoredRow[];
  readonly rows: Map<string, StoredRow>;
  readonly changes: (StoredRow | undefined)[];
}

export const rowIdOf = (collection: string, key: string): string => `${collection}\n${key}`;

export function createServerHistory(): ServerHistory {
  const histories = new Map<string, Growing>();

  function historyOf(stream: StreamId, epoch: string): Growing {
    const at = `${stream}\n${epoch}`;
    const found = histories.get(at) ?? { rev: 0, order: [], madeAt: [], messages: [], rows: new Map(), changes: [] };
    histories.set(at, found);
    return found;
  }

  function add(history: Growing, row: StoredRow, madeAt: number | undefined): void {
    history.changes[row.rev] = row;
    if (row.ord === undefined) {
      history.rows.set(rowIdOf(row.collection, row.key), row);
      return;
    }
    history.messages[row.ord - 1] = row;
    if (history.order[row.ord - 1] !== undefined) return;
    history.order[row.ord - 1] = row.key;
    history.madeAt[row.ord - 1] = madeAt;
  }

  return {
    note({ streams }, { streams: records, sent, changed, rows }) {
      for (const { stream, epoch, rev } of records) historyOf(stream, epoch).rev = rev;
      const epochOf = (stream: StreamId): string => streams.get(stream)?.record.epoch ?? '';
      for (const row of sent) add(historyOf(row.stream, epochOf(row.stream)), row, row.rev);
      for (const row of [...changed, ...rows]) add(historyOf(row.stream, epochOf(row.stream)), row, undefined);
    },
    begin({ streams }) {
      for (const [stream, { record, messages, rows }] of streams) {
        if (histories.has(`${stream}\n${record.epoch}`)) continue;
        const history = historyOf(stream, record.epoch);
        history.rev = record.rev;
        for (const row of messages) add(history, row, row.op === row.key ? row.rev : undefined);
        for (const row of rows.values()) add(history, row, undefined);
      }
    },
    of: (stream, epoch) => histories.get(`${stream}\n${epoch}`),
  };
}
