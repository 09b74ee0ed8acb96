import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import type { Stored } from '../local-db/storage-adapter.ts';
import { putOf } from '../outbox/pending-op.ts';
import { NO_MARKS } from '../sync/member-marks.ts';
import { emptyState, putState } from '../sync/stream-state.ts';
import { buildPending } from '../test-support/build-pending.ts';
import { inspectStored } from './inspect-stored.ts';

const meta = (name: string, body: unknown): Stored => ({ key: [name], rev: 0, keys: {}, body });

test('[INS-6] rows are shown as the next client finds them', () => {
  const state = { ...emptyState(build.stream), cursor: { epoch: 'e1', rev: 9, ord: 5 }, ranges: [{ from: 4, to: 5 }] };
  const put = putState(state, NO_MARKS) as { readonly put: Stored };
  const ops = [buildPending(1), buildPending(2, { attempts: 3 })].map((pending) => putOf(pending).put);
  const found = inspectStored({
    meta: [meta('schema', { version: 2 }), meta('user', { id: 'ann' })],
    streams: [put.put],
    outbox: ops,
  });
  expect(found).toMatchObject({
    schemaVersion: 2,
    user: 'ann',
    streams: [{ stream: build.stream, gaps: [{ from: 1, to: 3 }], newestOrd: 5 }],
    ops: [
      { state: 'queued', isCancellable: true },
      { state: 'unknown', attempts: 3, isCancellable: false },
    ],
  });
  expect(found).not.toHaveProperty('device');
});

test('[INS-6] rows of a newer release are refused', () => {
  const newer = { meta: [meta('schema', { version: 99 })], streams: [], outbox: [] };
  expect(() => inspectStored(newer)).toThrow(expect.objectContaining({ code: 'storage/version' }));
});
