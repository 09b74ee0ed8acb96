import type { StoredState } from '../disk.ts';

/** Whether the device holds what the server has at this place, as it is now. */
export const isFresh = ({ ranges }: Pick<StoredState, 'ranges'>, ord: number): boolean =>
  ranges.some(({ from, to, rev }) => rev === undefined && from <= ord && ord <= to);
