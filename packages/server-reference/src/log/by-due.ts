import type { StoredRow } from './log.ts';

/** The earliest first; what one stream has due at one time, in the order of its commits. */
export function byDue(a: StoredRow, b: StoredRow): number {
  const apart = (a.dueAt ?? 0) - (b.dueAt ?? 0);
  if (apart !== 0) return apart;
  return a.stream === b.stream ? a.rev - b.rev : a.stream < b.stream ? -1 : 1;
}
