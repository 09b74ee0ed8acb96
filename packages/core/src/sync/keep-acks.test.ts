import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createOutbox } from '../outbox/outbox.ts';
import { pendingOf } from '../outbox/pending-op.ts';
import { buildPending } from '../test-support/build-pending.ts';
import { streamBench } from '../test-support/stream-bench.ts';
import { keepAcks } from './keep-acks.ts';

const ack = { epoch: 'e1', rev: 3, at: 1 };

async function confirmed() {
  const bench = await streamBench();
  await bench.segments({ rows: [build.message(1)] });
  const outbox = createOutbox([buildPending(7, { state: { kind: 'unknown' }, attempts: 1 })]);
  const now = () => {
    const { stage, state } = outbox.get(build.id(7)) ?? {};
    return [stage, state?.kind];
  };
  let kept: ReturnType<typeof keepAcks> | undefined;
  await bench.commit((draft) => {
    kept = keepAcks(draft, outbox, new Map([[build.id(7), ack]]));
  });
  return { db: bench.db, outbox, now, kept: kept as ReturnType<typeof keepAcks> };
}

test('[OUT-7] an op whose confirmation is being stored is not pushed: nobody else writes its row', async () => {
  const { now, kept, db } = await confirmed();
  expect(now()).toEqual(['saving', 'unknown']);
  kept.committed();
  expect(now()).toEqual(['stored', 'acked']);
  expect((await db.range({ store: 'outbox' })).map(pendingOf)[0]?.state).toEqual({ kind: 'acked', ack });
});

test('[LOP-17] a confirmation the storage refuses changes no op', async () => {
  const { now, kept } = await confirmed();
  kept.refused();
  expect(now()).toEqual(['stored', 'unknown']);
});
