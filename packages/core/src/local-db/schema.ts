import type { Schema } from './migrate.ts';
import type { StoreDef } from './storage-adapter.ts';

/** The version of what this release writes. A database of a newer one is refused and left alone. */
export const SCHEMA_VERSION = 3;

/**
 * No data had to be changed so far: marks that version 1 kept in rows `[stream, 'marks']`, and version 2 all in the state,
 * are read from there, and written as they are now from then on. When it has: raise the version, upgrade `inSteps`, keep a
 * fixture of the old.
 */
export const SCHEMA: Schema = { version: SCHEMA_VERSION };

/** What a device keeps. Additive for ever: later releases add stores and indexes, and change none of these. */
export const STORES: readonly StoreDef[] = [
  /** `[name]`: schema version, identity, device id, list watermark. */
  { name: 'meta', keyArity: 1, indexes: {} },
  /**
   * `[stream, 'state']`: where it stands, and the marks of its members that rose last. `activity`: [server time, stream],
   * of the conversations that are not archived; `pinned` and `archived` alike; `owed`: marks to tell; `opened`: [when last opened, stream], of the
   * conversations that messages are held of.
   */
  { name: 'streams', keyArity: 2, indexes: { activity: 2, owed: 1, opened: 2, pinned: 2, archived: 2 } },
  /** `[stream]`: the marks of all other members, of a conversation of many. */
  { name: 'marks', keyArity: 1, indexes: {} },
  /** `[stream, ord]`: messages as the server has them. `id`: [message id]. */
  { name: 'messages', keyArity: 2, indexes: { id: 1 }, clustered: true },
  /**
   * `[stream, collection, key]`: every other row. `key`: [collection, key, stream]; `app`: [stream/collection, index,
   * first part, second part], for the indexes an app defines.
   */
  { name: 'rows', keyArity: 3, indexes: { key: 3, app: 4 } },
  /** `[lane, n]`: ops the server has not confirmed. */
  { name: 'outbox', keyArity: 2, indexes: {}, clustered: true },
  /** The search index, where an app uses it: see `search/segment.ts`. */
  { name: 'search', keyArity: 2, indexes: {} },
];
