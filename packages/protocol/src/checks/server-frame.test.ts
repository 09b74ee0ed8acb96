import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutate, mutation } from '../../test/mutate.ts';
import { serverFrame, serverFrameArbitraries } from '../../test/server-frames.ts';
import { type ServerFrame, serverFrameSchemas } from '../down.ts';
import { checkServerFrame, isUnknownServerFrame } from './server-frame.ts';

/** What the schemas say: the type's own, by its name. */
function schemaFits(value: unknown): boolean {
  const type = (Object(value) as { type?: unknown }).type;
  if (typeof type !== 'string' || !Object.hasOwn(serverFrameSchemas, type)) return false;
  return serverFrameSchemas[type as ServerFrame['type']].safeParse(value).success;
}

describe('checkServerFrame says what the schemas say', () => {
  for (const [type, frames] of Object.entries<fc.Arbitrary<ServerFrame>>(serverFrameArbitraries)) {
    test(`[PRO-37] every valid ${type} passes both`, () => {
      fc.assert(
        fc.property(frames, (frame) => {
          expect(checkServerFrame(frame)).toBeUndefined();
          expect(schemaFits(frame)).toBe(true);
        }),
        { numRuns: 200 },
      );
    });
  }

  test('[PRO-37] both agree on frames changed at random places', () => {
    let refused = 0;
    let runs = 0;
    const changes = fc.array(mutation, { maxLength: 2 });
    fc.assert(
      fc.property(serverFrame, changes, (frame, mutations) => {
        const value = mutations.reduce<unknown>(mutate, frame);
        const found = checkServerFrame(value);
        expect({ value, fits: found === undefined }).toEqual({ value, fits: schemaFits(value) });
        runs++;
        if (found !== undefined) refused++;
      }),
      { numRuns: 6000 },
    );
    // The comparison means something only when both outcomes are common.
    expect(refused / runs).toBeGreaterThan(0.2);
    expect(refused / runs).toBeLessThan(0.95);
  });

  test('[PRO-37] both agree on any JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => (checkServerFrame(value) === undefined) === schemaFits(value)),
      { numRuns: 2000 },
    );
  });
});

describe('checkServerFrame says where and what', () => {
  const head = { stream: 'user:ann', epoch: 'e1', rev: 7, ord: 0, marksRev: 0, at: 1 };
  const row = { collection: 'note', key: 'n1', rev: 7, at: 1, author: 'ann' };
  const changes = { type: 'changes', stream: 'user:ann', epoch: 'e1', from: 6, to: 7, rows: [row], head };
  const cases: readonly (readonly [unknown, string])[] = [
    [{ ...changes, rows: [row, { ...row, rev: '7' }] }, 'changes.rows[1].rev: expected a whole number, found "7"'],
    [{ ...changes, stream: undefined }, 'changes.stream: expected a stream id, found nothing'],
    [{ ...changes, rows: {} }, 'changes.rows: expected an array, found an object'],
    [{ ...changes, rows: [{ ...row, body: [1] }] }, 'changes.rows[0].body: expected an object, found an array'],
    [{ ...changes, rows: [{ ...row, body: null }] }, 'changes.rows[0].body: expected an object, found null'],
    [{ type: 'goaway', afterMs: [1] }, 'goaway.afterMs: expected 2 entries, found 1'],
    [{ type: 'reset', stream: 'user:ann', epoch: 'e1', why: 'x' }, 'reset.why: expected epoch or ahead, found "x"'],
    [
      { type: 'results', results: [{ opId: 'a1', ok: {}, error: {} }] },
      'results.results[0].ok: expected ok or error, not both, found an object',
    ],
    [{ type: 'error', code: 1 }, 'error.code: expected a string, found 1'],
    [null, 'frame: expected an object, found null'],
    [[changes], 'frame: expected an object, found an array'],
    [{}, 'frame.type: expected a string, found nothing'],
    [{ type: 'poll' }, 'poll: not a frame type this version knows'],
    [{ type: 'toString' }, 'toString: not a frame type this version knows'],
  ];
  for (const [value, found] of cases) {
    test(found, () => {
      expect(checkServerFrame(value)).toBe(found);
    });
  }

  test('[PRO-36] a text is quoted in part only, since it may be what somebody wrote', () => {
    expect(checkServerFrame({ type: 'pong', heads: 's'.repeat(1000) })?.length).toBeLessThan(80);
  });
});

describe('frames of a newer server', () => {
  test('[PRO-36] an unknown type is told from a malformed frame', () => {
    expect(isUnknownServerFrame({ type: 'poll', question: '?' })).toBe(true);
    expect(isUnknownServerFrame({ type: 'constructor' })).toBe(true);
    for (const malformed of [{ type: 'pong' }, { type: 7 }, {}, null, 'pong', [{ type: 'poll' }]]) {
      expect(isUnknownServerFrame(malformed)).toBe(false);
      expect(checkServerFrame(malformed)).toBeTypeOf('string');
    }
  });

  test('[PRO-37] fields that are not known are no reason to refuse a frame', () => {
    const head = { stream: 'user:ann', epoch: 'e1', rev: 1, ord: 0, marksRev: 0, at: 1, mood: 'calm' };
    const frame = { type: 'pong', heads: [head], load: 0.3 };
    expect(checkServerFrame(frame)).toBeUndefined();
    expect(serverFrameSchemas.pong.parse(frame)).toEqual(frame);
  });
});
