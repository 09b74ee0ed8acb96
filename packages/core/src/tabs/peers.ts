import type { Locks } from '../runtime/locks.ts';

/** The other tabs that are there. That one died is known by the lock that each holds while it lives. */
export interface Peers {
  /** It was heard. */
  met(tab: string): void;
  left(tab: string): void;
  any(): boolean;
  all(): readonly string[];
  close(): void;
}

export interface PeersOptions {
  readonly locks: Locks;
  readonly name: string;
  /** It said goodbye, or died. */
  readonly lost: (tab: string) => void;
}

/** What a tab holds while it lives. */
export const lockOfTab = (name: string, tab: string): string => `${name}/tab/${tab}`;

export function createPeers({ locks, name, lost }: PeersOptions): Peers {
  const known = new Map<string, AbortController>();

  function left(tab: string): void {
    known.get(tab)?.abort(new Error('left'));
    if (known.delete(tab)) lost(tab);
  }

  return {
    met(tab) {
      if (known.has(tab)) return;
      const watching = new AbortController();
      known.set(tab, watching);
      locks.request(lockOfTab(name, tab), watching.signal, async () => left(tab)).catch(() => {});
    },
    left,
    any: () => known.size > 0,
    all: () => [...known.keys()],
    close() {
      for (const watching of known.values()) watching.abort(new Error('closed'));
      known.clear();
    },
  };
}
