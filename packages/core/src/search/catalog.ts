import type { LocalDb } from '../local-db/local-db.ts';
import type { Change, Key, Stored } from '../local-db/storage-adapter.ts';
import { SEGMENT, type Segment, type SegmentHeader } from './segment.ts';

/** The segments there are. */
export interface Catalog {
  segments(): Promise<readonly Segment[]>;
  /** Rows of the segments told last; undefined where somebody changed these since: then `segments` tells the new ones. */
  read(keys: readonly Key[]): Promise<readonly (Stored | undefined)[] | undefined>;
  /** A part of every commit that changes segments. */
  changed(by: string): Change;
  /** Such a commit is done. */
  forget(): void;
}

/** Who last changed the segments: one row, read along with what is read, since other tabs may. */
const LAST: Key = ['last', 0];

/** Blocks kept in memory: about 2 MB. */
const MAX_BLOCKS = 512;
const nameOf = (key: Key): string => key.join(' ');

export function createCatalog(db: LocalDb): Catalog {
  const blocks = new Map<string, Stored>();
  let known: { readonly by: unknown; readonly segments: readonly Segment[] } | undefined;

  async function load(): Promise<readonly Segment[]> {
    const [[last], headers] = (await db.read([
      { store: 'search', get: [LAST] },
      { store: 'search', prefix: [SEGMENT] },
    ])) as [[Stored | undefined], readonly Stored[]];
    const segments = headers.map(({ key, body }) => ({ ...(body as SegmentHeader), id: key[1] as string }));
    known = { by: last?.body, segments };
    return segments;
  }

  /** A block never changes, so it is good as long as its segment is. The one asked for longest ago goes. */
  function remember(key: Key, row: Stored | undefined): void {
    const name = nameOf(key);
    blocks.delete(name);
    if (row === undefined) return;
    blocks.set(name, row);
    if (blocks.size > MAX_BLOCKS) blocks.delete(blocks.keys().next().value as string);
  }

  return {
    segments: async () => known?.segments ?? load(),
    async read(keys) {
      const asked = known;
      const missing = keys.filter((key) => !blocks.has(nameOf(key)));
      const cached = keys.map((key) => blocks.get(nameOf(key)));
      const [last, ...read]: readonly (Stored | undefined)[] = await db.get('search', [LAST, ...missing]);
      if (asked && asked.by === last?.body) {
        let next = 0;
        const rows = cached.map((row) => row ?? read[next++]);
        for (const [i, key] of keys.entries()) remember(key, rows[i]);
        return rows;
      }
      if (asked === known) known = undefined;
      return undefined;
    },
    changed: (by) => ({ store: 'search', put: { key: LAST, rev: 0, keys: {}, body: by } }),
    forget() {
      known = undefined;
    },
  };
}
