import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { openLocalDb } from '../local-db/local-db.ts';
import { memoryStorage } from '../local-db/memory-adapter.ts';
import { buildPending } from '../test-support/build-pending.ts';
import type { OpState } from './op-state.ts';
import { deleteOf, isUnsent, keyOfOp, type PendingOp, pendingOf, putOf } from './pending-op.ts';

async function afterRestart(pending: PendingOp): Promise<PendingOp | undefined> {
  const db = await openLocalDb(memoryStorage(), () => {});
  await db.commit([putOf(pending)]);
  return (await db.range({ store: 'outbox' })).map(pendingOf)[0];
}

const failure = { code: 'op/invalid', message: 'why', retryable: false };
const failed: OpState = { kind: 'failed', failure };
const conflict: OpState = { kind: 'conflict', failure, theirs: build.row('task', 'k', 3) };
const acked: OpState = { kind: 'acked', ack: { epoch: 'e1', rev: 1, at: 1 } };

test('[OUT-16] what was counted is of unknown outcome after a restart, what was not is queued, what ended or was confirmed stays so', async () => {
  const cases: readonly [OpState, number, PendingOp['stage'], OpState][] = [
    [{ kind: 'queued' }, 0, 'saving', { kind: 'queued' }],
    [{ kind: 'queued' }, 0, 'stored', { kind: 'queued' }],
    [{ kind: 'queued' }, 1, 'counted', { kind: 'unknown' }],
    [{ kind: 'queued' }, 3, 'stored', { kind: 'unknown' }],
    [{ kind: 'inflight' }, 1, 'stored', { kind: 'unknown' }],
    [{ kind: 'unknown' }, 2, 'stored', { kind: 'unknown' }],
    [acked, 1, 'stored', acked],
    [failed, 1, 'stored', failed],
    [conflict, 4, 'stored', conflict],
  ];
  for (const [state, attempts, stage, after] of cases) {
    const pending = buildPending(5, { state, attempts, stage, createdAt: 12 });
    expect(await afterRestart(pending)).toEqual({ ...pending, stage: 'stored', state: after });
  }
  const compared = buildPending(5, { base: { a: 1 } }, { baseRev: 3 });
  expect(await afterRestart(compared)).toMatchObject({ op: { baseRev: 3 }, base: { a: 1 } });
});

test('[OUT-3, OUT-16] an op comes back in its lane whatever its stream, and its row goes when it is over', async () => {
  const db = await openLocalDb(memoryStorage(), () => {});
  const task = buildPending(
    2,
    {},
    { stream: 'app:ann', collection: 'task', key: 'k', kind: 'delete', body: undefined },
  );
  await db.commit([putOf(buildPending(1)), putOf(task)]);
  await db.commit([deleteOf(buildPending(1))]);
  expect((await db.range({ store: 'outbox' })).map(pendingOf)).toMatchObject([{ lane: 'app:ann/task', n: 2 }]);
});

test('[OUT-17] an op is unsent until the count of its first push is durable', () => {
  const unsent = (parts: Partial<PendingOp>) => isUnsent(buildPending(1, parts));
  expect(unsent({ stage: 'saving' }) && unsent({ stage: 'stored' })).toBe(true);
  // Counted in the commit that saves it: not pushed yet.
  expect(unsent({ attempts: 1, stage: 'saving' }) && unsent({ attempts: 1, stage: 'counted' })).toBe(true);
  // Being counted, or pushed and refused for now.
  expect(unsent({ attempts: 1, stage: 'stored' })).toBe(false);
  expect(unsent({ attempts: 2, stage: 'counted' })).toBe(false);
  for (const kind of ['inflight', 'unknown'] as const) expect(unsent({ attempts: 1, state: { kind } })).toBe(false);
});

test('[OUT-17] the key of a row made by an op is the opId unless the op names one', () => {
  expect(keyOfOp(build.op(1))).toBe(build.id(1));
  expect(keyOfOp(build.op(1, { key: 'k' }))).toBe('k');
});
