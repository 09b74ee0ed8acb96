import type { StoredRow } from './log.ts';

export interface Bounds {
  readonly limit: number;
  readonly maxBytes: number;
}

/** As many rows as the limits allow, at least one where there is one. */
export function cutTo(rows: readonly StoredRow[], { limit, maxBytes }: Bounds): StoredRow[] {
  let bytes = 0;
  const kept: StoredRow[] = [];
  for (const row of rows) {
    bytes += row.body?.length ?? 0;
    if (kept.length === limit || (kept.length > 0 && bytes > maxBytes)) break;
    kept.push(row);
  }
  return kept;
}
