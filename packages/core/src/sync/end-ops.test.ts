import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { chooseOps } from '../outbox/choose-ops.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { isUnsent } from '../outbox/pending-op.ts';
import { buildPending } from '../test-support/build-pending.ts';
import { endOps } from './end-ops.ts';

const room = { ops: 9, bytes: 10_000, nowMs: 0, skipFailed: false };

test('[OUT-18] nobody counts, rewrites or passes an op while the commit that ends it is under way', () => {
  const outbox = createOutbox([buildPending(1), buildPending(2)]);
  const { changes, refused } = endOps(outbox, new Set([build.id(1)]));
  expect(changes).toHaveLength(1);
  const [first] = outbox.all();
  expect([first?.stage, first && isUnsent(first)]).toEqual(['ending', false]);
  expect(chooseOps(outbox.lanes(), room).ops).toEqual([]);
  refused();
  expect(chooseOps(outbox.lanes(), room).ops.map(({ op }) => op.opId)).toEqual([build.id(1), build.id(2)]);
});

test('[OUT-18] one that is still being saved is left to its writer', () => {
  const outbox = createOutbox([buildPending(1, { stage: 'saving' })]);
  endOps(outbox, new Set([build.id(1)]));
  expect(outbox.get(build.id(1))?.stage).toBe('saving');
});
