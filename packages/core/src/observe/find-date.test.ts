import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { emptyState } from '../sync/stream-state.ts';
import { findDate } from './find-date.ts';

test('[JMP-3] where the server is known to have more than is held, a time after all that is held is not sure', async () => {
  const db = { get: async () => [{ key: [], rev: 1, keys: {}, body: { at: 5 } }] };
  const held = { ...emptyState(build.stream), cursor: { epoch: 'e1', rev: 1, ord: 1 }, ranges: [{ from: 1, to: 1 }] };
  expect(await findDate(db as never, () => held, 9)).toEqual({ ord: 2, isSure: true });
  expect(await findDate(db as never, () => ({ ...held, head: build.head(2) }), 9)).toEqual({ ord: 2, isSure: false });
});

test('[JMP-3] a message that comes while a time is looked for may stand there', async () => {
  let state = { ...emptyState(build.stream), cursor: { epoch: 'e1', rev: 1, ord: 1 }, ranges: [{ from: 1, to: 1 }] };
  const db = {
    get: async () => {
      state = { ...state, cursor: { epoch: 'e1', rev: 2, ord: 2 }, ranges: [{ from: 1, to: 2 }] };
      return [{ key: [], rev: 1, keys: {}, body: { at: 5 } }];
    },
  };
  expect(await findDate(db as never, () => state, 9)).toEqual({ ord: 2, isSure: false });
});
