import type { DriverFiles } from '../driver.ts';

/**
 * Where a damaged database stands until its outbox was carried over. The steps, each of which may be the last before
 * the process dies, and then is done again by the next `open`:
 *
 *     crew.db           found damaged, closed
 *     crew.db.damaged   moved: nothing opens here without carrying over first
 *     crew.db           fresh, with the outbox, in one commit
 *     crew.db.damaged-1 kept for ever
 */
export const asideOf = (path: string): string => `${path}.damaged`;

/** The first name for keeping that is free. */
export function quarantineOf(files: DriverFiles, path: string): string {
  let n = 1;
  while (files.exists(`${asideOf(path)}-${n}`)) n++;
  return `${asideOf(path)}-${n}`;
}
