import type { Refusal } from '@tidemark/protocol';

/** What became of sends that were answered before their commit, for a while (HTT-12). */
export interface Buffered {
  begun(user: string, opId: string): void;
  /** A committed one is forgotten: the log knows it. */
  ended(user: string, opId: string, refusal?: Refusal): void;
  /** Undefined: never heard of, committed, or long ago. */
  find(user: string, opId: string): 'pending' | Refusal | undefined;
}

/** The oldest give way. */
const MOST = 10_000;

export function createBuffered(): Buffered {
  const known = new Map<string, 'pending' | Refusal>();
  const idOf = (user: string, opId: string): string => `${opId}/${user}`;
  return {
    begun: (user, opId) => {
      known.set(idOf(user, opId), 'pending');
      for (const id of known.keys()) if (known.size > MOST) known.delete(id);
    },
    ended: (user, opId, refusal) => {
      const id = idOf(user, opId);
      known.delete(id);
      if (refusal) known.set(id, refusal);
    },
    find: (user, opId) => known.get(idOf(user, opId)),
  };
}
