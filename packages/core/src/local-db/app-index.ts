import { reportUncaught } from '../runtime/report-error.ts';
import type { Key, Part } from './storage-adapter.ts';

/** Entries of a row of an app's collection in the index `app` of the store `rows`. */
export type AppIndex = (body: object) => readonly [name: string, first: Part, second: Part][];

/** The app-defined indexes by collection. Filled when the app declares its collections. */
export interface AppIndexes {
  declare(collection: string, index: AppIndex): void;
  entries(stream: string, collection: string, body: object): readonly Key[];
}

export const appScope = (stream: string, collection: string): string => `${stream}/${collection}`;

export function createAppIndexes(report: (error: unknown) => void = reportUncaught): AppIndexes {
  const byCollection = new Map<string, AppIndex>();
  return {
    declare: (collection, index) => {
      byCollection.set(collection, index);
    },
    entries(stream, collection, body) {
      const index = byCollection.get(collection);
      if (!index) return [];
      const scope = appScope(stream, collection);
      try {
        return index(body)
          .filter(([, ...parts]) => parts.every(isPart))
          .map(([name, first, second]) => [scope, name, first, second]);
      } catch (error) {
        // One row that the app's function does not expect must not keep a commit, and all later ones, from being made.
        report(error);
        return [];
      }
    },
  };
}

const isPart = (part: unknown): boolean => typeof part === 'string' || Number.isFinite(part);
