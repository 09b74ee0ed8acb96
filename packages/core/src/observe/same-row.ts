import type { Stored } from '../local-db/storage-adapter.ts';
import { same } from '../model/same.ts';

/** Whether two versions of one row say the same: rev, body and index entries. */
export function sameRow(a: Stored, b: Stored): boolean {
  return a === b || (a.rev === b.rev && sameKeys(a.keys, b.keys) && same(a.body, b.body));
}

/** An index without entries may be named or not. */
function sameKeys(a: Stored['keys'], b: Stored['keys']): boolean {
  return a === b || Object.keys({ ...a, ...b }).every((index) => same(a[index] ?? [], b[index] ?? []));
}
