import type { StorageHarness } from '@tidemark/testing';
import { Dexie } from 'dexie';
import { dexieStorageWith } from '../src/dexie.ts';
import { indexedDbWith } from '../src/indexed-db.ts';
import { DEFAULT_LAYOUT, type Layout } from '../src/layout.ts';

/** So small that few rows make many pages, and everything is folded. */
export const SMALL_PAGES: Layout = {
  ...DEFAULT_LAYOUT,
  pageRows: 3,
  pageEntries: 3,
  runRows: 2,
  insideEntries: 2,
  batchRows: 4,
  foldRows: 2,
  foldEntries: 2,
};

let places = 0;

export function harness(layout?: Layout): StorageHarness {
  return {
    capabilities: { durable: true, shared: 'concurrent' },
    fresh() {
      const name = `checks-${Date.now()}-${Math.random()}-${places++}`;
      const open = () => indexedDbWith(layout, name, { foldAfterMs: 0 });
      return { adapter: open, remove: () => open().destroy() };
    },
  };
}

/** In the database of an app with tables and versions of its own. */
export function dexieHarness(layout?: Layout): StorageHarness {
  return {
    capabilities: { durable: true, shared: 'concurrent' },
    fresh() {
      const name = `dexie-checks-${Date.now()}-${Math.random()}-${places++}`;
      const apps: Dexie[] = [];
      const open = () => {
        const app = new Dexie(name);
        app.version(1).stores({ drafts: '++id' });
        apps.push(app);
        return dexieStorageWith(layout, app, { foldAfterMs: 0 });
      };
      const remove = async () => {
        for (const app of apps) app.close();
        await Dexie.delete(name);
      };
      return { adapter: open, remove };
    },
  };
}
