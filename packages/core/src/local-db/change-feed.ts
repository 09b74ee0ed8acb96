import { reportUncaught } from '../runtime/report-error.ts';
import type { Change } from './storage-adapter.ts';

/** Tells what each commit changed: after the commit, in commit order, synchronously. What a listener throws is reported. */
export interface ChangeFeed {
  subscribe(listener: (changes: readonly Change[]) => void): () => void;
}

export interface ChangeFeedSource extends ChangeFeed {
  emit(changes: readonly Change[]): void;
}

export function createChangeFeed(report: (error: unknown) => void = reportUncaught): ChangeFeedSource {
  const listeners = new Set<(changes: readonly Change[]) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(changes) {
      for (const listener of listeners) {
        try {
          listener(changes);
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
