import { reportUncaught } from './report-error.ts';

/** Tells what happened to whoever listens: in order, synchronously, each. What a listener throws is reported. */
export interface Feed<Told> {
  subscribe(listener: (told: Told) => void): () => void;
}

export interface FeedSource<Told> extends Feed<Told> {
  emit(told: Told): void;
}

export function createFeed<Told>(report: (error: unknown) => void = reportUncaught): FeedSource<Told> {
  const listeners = new Set<(told: Told) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(told) {
      for (const listener of listeners) {
        try {
          listener(told);
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
