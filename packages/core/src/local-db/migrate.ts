import { TidemarkError } from '@tidemark/protocol';
import type { Change, Key, Read, StorageAdapter, Stored } from './storage-adapter.ts';

export interface Schema {
  readonly version: number;
  /** How an older database gets there. Absent while no data ever had to be changed. */
  readonly upgrade?: Upgrade | undefined;
}

/** What an upgrade commits next, or nothing when all is done. See `inSteps`. */
export type Upgrade = (
  adapter: StorageAdapter,
  state: SchemaState,
  version: number,
) => Promise<{ readonly changes: readonly Change[]; readonly state: SchemaState } | undefined>;

/**
 * The row `meta/schema`. While steps are under way `version` is already the one they lead to, so that no older release
 * opens what is half done; `step` and `after` tell where to go on.
 */
export interface SchemaState {
  readonly version: number;
  readonly migrating?: { readonly step: number; readonly after?: Key | undefined } | undefined;
}

const KEY: Key = ['schema'];

/**
 * Brings an open database to the version of this release. Rejects with `storage/version`, nothing changed, for a newer
 * one. Resolves with the answers to `reads`, asked for together with the version.
 */
export async function migrate(
  adapter: StorageAdapter,
  { version, upgrade }: Schema,
  reads: readonly Read[] = [],
): Promise<readonly unknown[]> {
  for (;;) {
    const [found, ...answers] = await adapter.read([{ store: 'meta', get: [KEY] }, ...reads]);
    const [row] = found as readonly [Stored | undefined];
    const state = row?.body as SchemaState | undefined;
    if (state && state.version > version) throw tooNew(state.version, version);
    if (state?.version === version && !state.migrating) return answers;
    const next = (state && (await upgrade?.(adapter, state, version))) ?? { changes: [], state: { version } };
    const put = { key: KEY, rev: (row?.rev ?? 0) + 1, keys: {}, body: next.state };
    // Another tab may be at it: whoever comes second looks again.
    const guard = { store: 'meta', key: KEY, rev: row?.rev ?? null };
    await adapter.commit([...next.changes, { store: 'meta', put }], [guard]);
  }
}

export function tooNew(found: number, supported: number): TidemarkError {
  const message = `The database is of schema version ${found}, this release reads up to ${supported}: update the app`;
  return new TidemarkError('storage/version', message, { found, supported });
}
