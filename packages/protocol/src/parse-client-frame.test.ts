import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_OPS_PER_PUSH } from './limits.ts';
import type { Op } from './op.ts';
import { parseClientFrame } from './parse-client-frame.ts';

const op: Op = {
  opId: '0197a1b2-0000-7000-8000-0000000000a1',
  stream: 'conversation:crew',
  collection: 'message',
  kind: 'put',
  body: { text: 'Ahoy' },
};
const push = (ops: readonly unknown[]): unknown => ({ type: 'push', ops });

test('[PRO-4] a frame that fits is handed on as it came, bodies untouched', () => {
  const frame = JSON.parse(JSON.stringify(push([op])).replace('{"text"', '{"__proto__":1,"text"')) as unknown;
  const parsed = parseClientFrame(frame);
  expect('ok' in parsed && parsed.ok).toBe(frame);
  expect(JSON.stringify(parsed)).toContain('"__proto__":1');
});

test('[PRO-4] a malformed frame is told where and why, at the first fault', () => {
  expect(parseClientFrame(push([op, { ...op, opId: 'a1' }, { ...op, baseRev: -1 }]))).toEqual({
    malformed: expect.stringMatching(/^push\.ops\[1\]\.opId: /),
  });
  expect(parseClientFrame(push([{ ...op, priority: 1 }]))).toEqual({
    malformed: 'push.ops[0]: Unrecognized key: "priority"',
  });
});

test('[PRO-4] what is told of a frame is short, however long the fault', () => {
  const long = 'x'.repeat(100_000);
  expect(parseClientFrame({ type: long })).toEqual({ unknown: 'x'.repeat(64) });
  const parsed = parseClientFrame({ type: 'ping', [long]: 1 });
  expect('malformed' in parsed && parsed.malformed.length).toBe(256);
});

test('[PRO-4] any JSON gets one of the three verdicts, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('hello', 'push', 'pull', 'list', 'mark', 'poll'), (value, type) => {
      for (const frame of [value, { type, ...Object(value) }, { type, ops: value, marks: value, cursors: value }]) {
        expect(Object.keys(parseClientFrame(frame))).toHaveLength(1);
      }
    }),
    { numRuns: 1000 },
  );
});

test('[PRO-38] a body deep enough to break a recursion leaves the frame and its other ops alone', () => {
  const deep = JSON.parse(`${'{"a":['.repeat(20_000)}${']}'.repeat(20_000)}`) as unknown;
  expect(parseClientFrame(push([op, { ...op, body: deep }]))).toHaveProperty('ok');
});

test('[PRO-39] a push holds 500 ops and no more', () => {
  const ops = Array.from({ length: MAX_OPS_PER_PUSH }, () => op);
  expect(parseClientFrame(push(ops))).toHaveProperty('ok');
  expect(parseClientFrame(push([...ops, op]))).toHaveProperty('malformed');
});
