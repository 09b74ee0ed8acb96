import type { Encoded } from './plan.ts';
import { planOf } from './plan.ts';
import { cellOf, type RowCell } from './row-code.ts';
import type { Table } from './tables.ts';

/**
 * Whether the rows are already as the commit leaves them: a handle that dies while its transaction ends does not tell
 * whether it did. True, or undefined when it has to be made again.
 */
export async function isApplied(
  table: (store: string) => Table,
  changes: ReadonlyMap<string, readonly Encoded[]>,
): Promise<true | undefined> {
  for (const [store, each] of changes) {
    const { isCleared, ranges, deletes, puts } = planOf(each);
    if (isCleared || ranges.length > 0) return undefined;
    const found = await table(store).get([...deletes, ...puts.map(({ key }) => key)]);
    if (found.slice(0, deletes.length).some((row) => row !== undefined)) return undefined;
    for (const [i, put] of puts.entries()) {
      const row = found[deletes.length + i];
      const [rev, , body] = cellOf(put) as RowCell;
      if (row === undefined || row.rev !== rev) return undefined;
      if (JSON.stringify(row.body) !== JSON.stringify(put.bytes ?? body)) return undefined;
    }
  }
  return true;
}
