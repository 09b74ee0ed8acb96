import type { StoredState } from '../disk.ts';

/** Whether the device holds of a stream less than it heard that there is. */
export function isBehind({ cursor, head, gone, resetTo }: StoredState): boolean {
  if (!cursor || gone) return false;
  return resetTo !== undefined || (head !== undefined && (head.epoch !== cursor.epoch || head.rev > cursor.rev));
}
