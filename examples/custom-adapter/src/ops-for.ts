import type { Change, Stored } from '@tidemark/core';
import { keyBytes } from './key-bytes.ts';
import {
  type Definition,
  entryKeys,
  type Level,
  type Op,
  rowAt,
  rowsIn,
  rowsOf,
  toBytes,
  toRow,
  within,
} from './layout.ts';

/** What LevelDB has to do for the changes, in order. LevelDB applies a batch wholly or not at all. */
export async function opsFor(db: Level, all: Map<string, Definition>, changes: readonly Change[]): Promise<Op[]> {
  const ops: Op[] = [];
  // Rows as earlier changes of this commit left them, by their place.
  const written = new Map<string, { readonly store: string; readonly row: Stored | undefined }>();

  async function affected(change: Change): Promise<readonly Stored[]> {
    const { store } = change;
    if ('put' in change || 'delete' in change) {
      const at = rowAt(store, 'put' in change ? change.put.key : change.delete);
      const before = written.get(at.toString('latin1'));
      const value = before ? undefined : await db.get(at);
      const row = before ? before.row : value && toRow(value);
      return row ? [row] : [];
    }
    const bounds = 'deleteRange' in change ? change.deleteRange : {};
    const { gte, lt } = within(rowsOf(store), bounds);
    const isWithin = (place: string) => place >= gte.toString('latin1') && place < lt.toString('latin1');
    const stored = (await rowsIn(db, store, bounds)).filter(
      ({ key }) => !written.has(rowAt(store, key).toString('latin1')),
    );
    return [...stored, ...[...written].flatMap(([place, { row }]) => (row && isWithin(place) ? [row] : []))];
  }

  for (const change of changes) {
    const { store } = change;
    const definition = all.get(store) as Definition;
    for (const row of await affected(change)) {
      const at = rowAt(store, row.key);
      ops.push(...[at, ...entryKeys(store, definition, row)].map((key): Op => ({ type: 'del', key })));
      written.set(at.toString('latin1'), { store, row: undefined });
    }
    if (!('put' in change)) continue;
    const at = rowAt(store, change.put.key);
    const row = toBytes(change.put);
    ops.push({ type: 'put', key: at, value: row });
    for (const key of entryKeys(store, definition, change.put))
      ops.push({ type: 'put', key, value: keyBytes(change.put.key) });
    written.set(at.toString('latin1'), { store, row: toRow(row) });
  }
  return ops;
}
