import { expect, test } from 'vitest';
import { nextSyncStatus, type SyncEvent, type SyncStatus } from './sync-state.ts';

const statuses: readonly SyncStatus[] = [
  { kind: 'offline', why: ['starting'] },
  { kind: 'connecting', attempt: 1 },
  { kind: 'catching-up', left: 2 },
  { kind: 'live' },
  { kind: 'refused', code: 'auth/expired', message: 'why' },
];
const events: Readonly<Record<string, SyncEvent>> = {
  paused: { kind: 'paused', why: ['hidden'] },
  attempted: { kind: 'attempted', attempt: 3 },
  'left 0': { kind: 'left', left: 0 },
  'left 2': { kind: 'left', left: 2 },
  'left 5': { kind: 'left', left: 5 },
  lost: { kind: 'lost', why: 'transport/failed', retryAtMs: 9 },
  refused: { kind: 'refused', code: 'hello/protocol', message: 'old' },
};

// The table of SPEC.md, STR-39. A dot: the same object as before.
const table: Readonly<Record<string, readonly [string, string, string, string, string]>> = {
  //            offline        connecting     catching-up    live           refused
  paused: ['offline', 'offline', 'offline', 'offline', 'offline'],
  attempted: ['connecting', 'connecting', 'connecting', 'connecting', 'connecting'],
  'left 0': ['.', 'live', 'live', '.', '.'],
  'left 2': ['.', 'catching-up', '.', 'catching-up', '.'],
  'left 5': ['.', 'catching-up', 'catching-up', 'catching-up', '.'],
  lost: ['offline', 'offline', 'offline', 'offline', 'offline'],
  refused: ['refused', 'refused', 'refused', 'refused', 'refused'],
};

test('[STR-39] every event has its one outcome in every status', () => {
  expect(Object.keys(table)).toEqual(Object.keys(events));
  for (const [name, event] of Object.entries(events)) {
    statuses.forEach((status, i) => {
      const next = nextSyncStatus(status, event);
      if (table[name]?.[i] === '.') expect(next, `${status.kind} ${name}`).toBe(status);
      else expect(next.kind, `${status.kind} ${name}`).toBe(table[name]?.[i]);
    });
  }
});

test('[STR-39] a status says what its event said', () => {
  const from = (event: string) => nextSyncStatus({ kind: 'live' }, events[event] as SyncEvent);
  expect(from('paused')).toEqual({ kind: 'offline', why: ['hidden'] });
  expect(from('lost')).toEqual({ kind: 'offline', why: ['transport/failed'], retryAtMs: 9 });
  expect(from('left 5')).toEqual({ kind: 'catching-up', left: 5 });
  expect(from('attempted')).toEqual({ kind: 'connecting', attempt: 3 });
  expect(from('refused')).toEqual({ kind: 'refused', code: 'hello/protocol', message: 'old' });
});
