import { type Op, parseStream } from '@tidemark/protocol';

/** Ops that an app asked to take back; with a message goes what was written about it, and its thread. */
export interface TakenBackOps {
  add(opId: string): void;
  has(op: Pick<Op, 'opId' | 'key' | 'stream'>): boolean;
}

export function createTakenBackOps(): TakenBackOps {
  const ids = new Set<string>();
  return {
    add: (opId) => ids.add(opId),
    has: ({ opId, key, stream }) =>
      ids.has(opId) ||
      ids.has(parseStream(stream).scope) ||
      (key !== undefined && ids.has(key.split('/', 1)[0] as string)),
  };
}
