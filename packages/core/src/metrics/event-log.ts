import { createReader } from '../runtime/create-reader.ts';
import { createFeed } from '../runtime/feed.ts';
import type { ClientEvent } from './client-event.ts';

/** What happens, from now on, in order. A loop over it gets each event, none twice. */
export interface ClientEvents extends AsyncIterable<ClientEvent> {
  /** Called as it happens; what it throws is reported as uncaught and keeps nothing from the others. */
  subscribe(listener: (event: ClientEvent) => void): () => void;
}

/** Events kept for a loop that does not take them; above that its oldest go. */
const MOST_WAITING = 1_000;

export interface EventLog extends ClientEvents {
  emit(event: ClientEvent): void;
  /** Ends the loops, after what they have still to take. */
  close(): void;
}

export function createEventLog(): EventLog {
  const feed = createFeed<ClientEvent>();
  const wakes = new Set<() => void>();
  let isClosed = false;
  return {
    emit: feed.emit,
    subscribe: feed.subscribe,
    [Symbol.asyncIterator]() {
      const kept: ClientEvent[] = [];
      const leave = feed.subscribe((event) => {
        kept.push(event);
        if (kept.length > MOST_WAITING) kept.shift();
        wake();
      });
      const left = (): void => {
        leave();
        wakes.delete(wake);
      };
      const { iterator, wake } = createReader<ClientEvent>(() => {
        const value = kept.shift();
        if (value) return { done: false, value };
        return isClosed ? { done: true, value: undefined } : undefined;
      }, left);
      wakes.add(wake);
      return iterator;
    },
    close() {
      isClosed = true;
      for (const wake of wakes) wake();
    },
  };
}
