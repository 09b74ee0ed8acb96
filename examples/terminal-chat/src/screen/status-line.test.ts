import type { OutboxEntry, SyncStatus } from '@tidemark/core';
import { expect, test } from 'vitest';
import { toPlain } from './line.ts';
import { outboxLine, statusLine } from './status-line.ts';

test('the status says where the engine stands, why, and when it tries again', () => {
  const statuses: readonly SyncStatus[] = [
    { kind: 'live' },
    { kind: 'catching-up', left: 3 },
    { kind: 'connecting', attempt: 1 },
    { kind: 'connecting', attempt: 4 },
    { kind: 'offline', why: ['your choice', 'no-network'] },
    { kind: 'offline', why: ['transport/failed'], retryAtMs: 5_200 },
    { kind: 'refused', code: 'auth/expired', message: 'The token expired' },
  ];
  expect(statuses.map((status) => toPlain(statusLine(status, 1_000)))).toEqual([
    '● live',
    '◐ catching up, 3 to go',
    '◌ connecting',
    '◌ connecting, attempt 4',
    '○ offline: your choice, no network',
    '○ offline: no server · again in 5 s',
    '✗ refused: The token expired (auth/expired)',
  ]);
});

test('the outbox shows a mark for each write that waits or failed', () => {
  const entries = (...statuses: OutboxEntry['status'][]): OutboxEntry[] =>
    statuses.map((status, i) => ({
      opId: `${i}`,
      lane: 'l',
      collection: 'message',
      kind: 'put',
      key: `${i}`,
      status,
      attempts: 0,
      createdAt: 0,
    }));
  expect(toPlain(outboxLine([]))).toBe('outbox empty');
  expect(toPlain(outboxLine(entries('pending', 'failed', 'pending')))).toBe('outbox ◷⚠◷ 2 waiting, 1 failed');
  expect(toPlain(outboxLine(entries(...Array<'pending'>(30).fill('pending'))))).toBe(
    `outbox ${'◷'.repeat(12)}… 30 waiting`,
  );
});
