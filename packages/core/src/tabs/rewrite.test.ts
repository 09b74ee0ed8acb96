import type { Op } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { type PendingOp, putOf } from '../outbox/pending-op.ts';
import { buildPending } from '../test-support/build-pending.ts';
import { rewriteOps } from './rewrite.ts';

const rowOf = (pending: PendingOp): Stored => putOf(pending).put;
const edited = (pending: PendingOp): PendingOp => ({ ...pending, op: { ...pending.op, body: { text: 'B' } } as Op });

function bench(pending: PendingOp, commit: (changes: readonly Change[]) => Promise<void> = async () => {}) {
  const outbox = createOutbox([pending]);
  const commits: (readonly Change[])[] = [];
  const db = {
    commit: async (changes: readonly Change[]) => {
      await commit(changes);
      commits.push(changes);
    },
  };
  const parts = { db: db as never, outbox, drain: { wake() {} } };
  return { outbox, commits, parts };
}

test('[TAB-6] the leader writes an op over for another tab, or takes it back, as that tab knows it', async () => {
  const pending = buildPending(1);
  const { outbox, commits, parts } = bench(pending);
  const { opId } = pending.op;
  await rewriteOps(parts, [{ before: rowOf(pending), after: rowOf(edited(pending)) }]);
  expect(outbox.get(opId)?.op.body).toEqual({ text: 'B' });
  await rewriteOps(parts, [{ before: rowOf(edited(pending)) }]);
  expect(outbox.get(opId)).toBeUndefined();
  expect(commits.length).toBe(2);
});

test('[TAB-14] an op that has moved on is not written over, and nothing of what was asked with it', async () => {
  const pending = buildPending(1);
  const { outbox, commits, parts } = bench({ ...pending, attempts: 1, stage: 'counted' });
  const asked = rewriteOps(parts, [{ before: rowOf(pending), after: rowOf(edited(pending)) }]);
  await expect(asked).rejects.toMatchObject({ code: 'storage/raced' });
  expect([outbox.get(pending.op.opId)?.attempts, commits]).toEqual([1, []]);
});

test('[TAB-6] where the storage refuses it, the op stays as it was', async () => {
  const pending = buildPending(1);
  const full = new Error('full');
  const { outbox, parts } = bench(pending, async () => Promise.reject(full));
  await expect(rewriteOps(parts, [{ before: rowOf(pending) }])).rejects.toBe(full);
  expect(outbox.get(pending.op.opId)?.op).toEqual(pending.op);
});
