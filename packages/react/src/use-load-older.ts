import { useMemo } from 'react';
import type { Shareable, Shared } from './shared.ts';

/** A window that can be extended. */
export interface Extended {
  /** Extends the window by `count` (default its limit), for all who share it. Always the same function. */
  readonly loadOlder: (count?: number) => void;
}

export function useLoadOlder(find: () => Shared<Shareable & Extended> | undefined): Extended['loadOlder'] {
  return useMemo(() => (count?: number) => find()?.source.loadOlder(count), [find]);
}
