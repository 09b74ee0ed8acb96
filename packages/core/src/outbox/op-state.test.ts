import type { Refusal } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createMessageMaker } from '../observe/show-message.ts';
import { buildPending } from '../test-support/build-pending.ts';
import { nextOpState, type OpEvent, type OpState } from './op-state.ts';
import { isOpen } from './pending-op.ts';

const ack = { epoch: 'e1', rev: 7, ord: 7, at: 7000 };
const newer = { ...ack, rev: 8 };
const theirs = build.row('task', 'k', 3);
const refusal = (kind: Refusal['class']): Refusal => ({ code: 'op/x', class: kind, message: 'why', row: theirs });
const failure = { code: 'op/x', message: 'why', retryable: false };

const states = {
  queued: { kind: 'queued' },
  inflight: { kind: 'inflight' },
  unknown: { kind: 'unknown' },
  acked: { kind: 'acked', ack },
  failed: { kind: 'failed', failure: { ...failure, code: 'op/first' } },
  conflict: { kind: 'conflict', failure: { ...failure, code: 'op/first' }, theirs: undefined },
} as const satisfies Record<string, OpState>;

const events = {
  pushed: { kind: 'pushed' },
  ok: { kind: 'confirmed', ack: newer },
  retry: { kind: 'refused', refusal: refusal('retry') },
  auth: { kind: 'refused', refusal: refusal('auth') },
  permanent: { kind: 'refused', refusal: refusal('permanent') },
  conflict: { kind: 'refused', refusal: refusal('conflict') },
  lost: { kind: 'lost' },
  'history-lost': { kind: 'history-lost' },
  retried: { kind: 'retried' },
} as const satisfies Record<string, OpEvent>;

// The table of SPEC.md, OUT-1. A dot: the same object as before.
const table = `
            pushed    ok     retry   auth    permanent  conflict  lost     history-lost  retried
  queued    inflight  acked  .       .       .          .         .        .             .
  inflight  .         acked  queued  queued  failed     conflict  unknown  unknown       .
  unknown   inflight  acked  queued  queued  failed     conflict  .        .             .
  acked     .         acked  .       .       .          .         .        unknown       .
  failed    .         acked  .       .       .          .         .        .             queued
  conflict  .         acked  .       .       .          .         .        .             queued
`;

const [head = [], ...lines] = table
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/) as (keyof typeof events)[]);

test('[OUT-1] every event has its one outcome in every state', () => {
  expect([...head].sort()).toEqual(Object.keys(events).sort());
  expect(lines.map(([state]) => state)).toEqual(Object.keys(states));
  for (const [name = '', ...cells] of lines) {
    const state: OpState = states[name as keyof typeof states];
    head.forEach((event, i) => {
      const next = nextOpState(state, events[event]);
      if ((cells[i] as string) === '.') expect(next, `${name} ${event}`).toBe(state);
      else expect(next.kind, `${name} ${event}`).toBe(cells[i]);
    });
  }
});

test('[OUT-1] an op ends with what the server said: the newest ack, the refusal, the row of a conflict', () => {
  const inflight = states.inflight;
  expect(nextOpState(states.acked, events.ok)).toEqual({ kind: 'acked', ack: newer });
  expect(nextOpState(inflight, events.permanent)).toEqual({ kind: 'failed', failure });
  const conflict = { kind: 'conflict', failure: { ...failure, retryable: true }, theirs };
  expect(nextOpState(inflight, events.conflict)).toEqual(conflict);
});

test('[OUT-1] to everybody outside an op is pending, failed or in conflict; a message is sending, sent or failed', () => {
  const shown = Object.values(states).map((state) => {
    const pending = buildPending(1, { state });
    const { delivery } = createMessageMaker(
      'c',
      () => 'ann',
      () => undefined,
    ).fromPending(pending);
    return [state.kind, isOpen(pending) ? 'pending' : state.kind, delivery];
  });
  expect(shown).toEqual([
    ['queued', 'pending', 'sending'],
    ['inflight', 'pending', 'sending'],
    ['unknown', 'pending', 'sending'],
    ['acked', 'pending', 'sent'],
    ['failed', 'failed', 'failed'],
    ['conflict', 'conflict', 'failed'],
  ]);
});
