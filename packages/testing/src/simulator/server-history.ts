import type { StreamId } from '@tidemark/protocol';
import type { MemoryLogStore } from '@tidemark/server-reference/embed';

/** What every history of every stream was, also those that a restored backup ended. */
export interface ServerHistory {
  /** Notes what the log holds of these streams, or of all. */
  note(store: MemoryLogStore, streams?: Iterable<StreamId>): void;
  messageAt(stream: StreamId, epoch: string, ord: number): string | undefined;
}

export function createServerHistory(): ServerHistory {
  const orders = new Map<string, string[]>();
  return {
    note(store, streams = store.streams.keys()) {
      for (const stream of streams) {
        const found = store.streams.get(stream);
        if (!found) continue;
        const at = `${stream}\n${found.record.epoch}`;
        const order = orders.get(at) ?? [];
        orders.set(at, order);
        for (let n = order.length; n < found.messages.length; n++) order.push(found.messages[n]?.key ?? '');
      }
    },
    messageAt: (stream, epoch, ord) => orders.get(`${stream}\n${epoch}`)?.[ord - 1],
  };
}
