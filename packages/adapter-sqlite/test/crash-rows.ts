import type { Change, OpenSpec } from '@tidemark/core';

export const spec: OpenSpec = {
  name: 'crash',
  stores: [
    { name: 'messages', keyArity: 2, indexes: { id: 1 }, clustered: true },
    { name: 'meta', keyArity: 1, indexes: {} },
  ],
};

/** Row `i` of batch `n`. */
export function message(n: number, i: number): Change {
  const id = `${n}:${i}`;
  return { store: 'messages', put: { key: [n, i], rev: n, keys: { id: [[id]] }, body: { id, text: 'x'.repeat(200) } } };
}
