import type { ServerFrame } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createOutbox } from '../outbox/outbox.ts';
import { buildPending } from '../test-support/build-pending.ts';
import { createUnknownStreams } from './unknown-streams.ts';

const ack = { epoch: 'e1', rev: 3, at: 1 };
const unknown: ServerFrame = { type: 'error', re: 7, code: 'stream/unknown', class: 'permanent', message: '' };

/** A device with confirmed ops whose pulls the server refuses; tells what each refusal ends. */
function refusedDevice(...numbers: readonly number[]) {
  const outbox = createOutbox(numbers.map((n) => buildPending(n, { state: { kind: 'acked', ack } })));
  const confirmed = new Set<string>();
  const streams = createUnknownStreams(outbox, (re) => (re === 7 ? build.stream : undefined), confirmed);
  const hear = (frames: readonly ServerFrame[], now: readonly number[] = []): readonly string[] => {
    for (const n of now) confirmed.add(build.id(n));
    const settled = new Set<string>();
    streams.hear(frames, settled);
    return [...settled];
  };
  const endSession = (): void => {
    confirmed.clear();
    streams.forget();
  };
  return { outbox, hear, endSession };
}

test('[STR-43] what this session confirmed of a stream that is refused again and again is over', () => {
  const { hear } = refusedDevice(1, 2);
  expect(hear([], [1, 2])).toEqual([]);
  expect(hear([unknown])).toEqual([]);
  expect(hear([{ ...unknown, re: 8 }])).toEqual([]);
  expect(hear([unknown])).toEqual([build.id(1), build.id(2)]);
});

test('[STR-43] a refusal ends nothing that was confirmed since the one before it', () => {
  const { outbox, hear } = refusedDevice(1);
  hear([unknown], [1]);
  outbox.add([buildPending(2, { state: { kind: 'acked', ack } })]);
  expect(hear([unknown], [2])).toEqual([build.id(1)]);
});

test('[STR-43] what an earlier session confirmed is pushed again: the server may have lost it', () => {
  const { outbox, hear, endSession } = refusedDevice(1);
  hear([unknown], [1]);
  endSession();
  expect(hear([unknown])).toEqual([]);
  expect(outbox.get(build.id(1))?.state.kind).toBe('acked');
  expect(hear([unknown])).toEqual([]);
  expect(outbox.get(build.id(1))?.state.kind).toBe('unknown');
});
