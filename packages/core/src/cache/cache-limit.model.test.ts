import { conversationStream } from '@tidemark/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Stored } from '../local-db/storage-adapter.ts';
import { NO_MARKS } from '../sync/member-marks.ts';
import { putState, stateOf } from '../sync/stream-state.ts';
import { cacheBench } from '../test-support/cache-bench.ts';

const LIMIT = 30_000;
/** Ten messages of about 1,000 bytes. */
const PAGE = 11_000;

type Step =
  | { readonly kind: 'receive'; readonly id: string; readonly count: number }
  | { readonly kind: 'jump'; readonly id: string; readonly count: number }
  | { readonly kind: 'read'; readonly id: string; readonly share: number }
  | { readonly kind: 'open'; readonly id: string; readonly share: number }
  | { readonly kind: 'close' | 'check' };

const id = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('receive' as const), id, count: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('jump' as const), id, count: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('read' as const), id, share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constant('open' as const), id, share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constantFrom('close' as const, 'check' as const) }),
);

test('[CAC-2] after any history what is said to be held is held, what is protected stays, and the rest fits the limit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const bench = await cacheBench({ limitBytes: LIMIT });
      const ends: (() => void)[] = [];
      const shown = new Map<string, number>();
      const newest = (of: string): number => bench.state(of).cursor?.ord ?? 0;
      for (const act of steps) {
        if (act.kind === 'receive' || act.kind === 'jump') await extend(act.id, act.count, act.kind === 'jump' ? 7 : 0);
        else if (act.kind === 'read') await read(act.id, Math.floor(act.share * newest(act.id)));
        else if (act.kind === 'open') {
          const lowest = Math.ceil(act.share * newest(act.id)) + 1;
          shown.set(act.id, Math.min(lowest, shown.get(act.id) ?? lowest));
          ends.push(await bench.look(act.id, lowest));
        } else if (act.kind === 'close') {
          for (const end of ends.splice(0)) end();
          shown.clear();
        } else await checkAll();
      }
      await checkAll();

      async function extend(of: string, count: number, gap: number): Promise<void> {
        const { ranges, cursor, own, openedN, evictedTo } = bench.state(of);
        const from = (cursor?.ord ?? 0) + gap + 1;
        const to = from + count - 1;
        const last = ranges.at(-1);
        const joined =
          last && last.to + 1 === from ? [...ranges.slice(0, -1), { from: last.from, to }] : [...ranges, { from, to }];
        await bench.hold(of, to, { ranges: joined, own, openedN, evictedTo });
      }

      async function read(of: string, ord: number): Promise<void> {
        const state = bench.state(of);
        const next = { ...state, own: { ...state.own, read: Math.max(state.own.read, ord) } };
        await bench.db.commit([putState(next, NO_MARKS)], { committed: () => bench.book.keep(next, NO_MARKS) });
      }

      async function checkAll(): Promise<void> {
        const before = new Map(
          await Promise.all(['a', 'b', 'c'].map(async (of) => [of, await bench.held(of)] as const)),
        );
        await bench.settled(bench.cache.check());
        let mayGo = 0;
        for (const of of ['a', 'b', 'c']) {
          const state = bench.state(of);
          const held = await bench.held(of);
          expect(held).toEqual(state.ranges.map(({ from, to }) => [from, to]));
          const [stored] = await bench.db.get('streams', [[conversationStream(of), 'state']]);
          if (stored) expect(stateOf(stored as Stored).ranges).toEqual(state.ranges);
          const was = ordsOf(before.get(of) ?? []);
          const is = ordsOf(held);
          const kept = was.filter(
            (ord, i) =>
              ord > state.own.read || i >= was.length - 10 || ord >= (shown.get(of) ?? Number.POSITIVE_INFINITY),
          );
          expect(is).toEqual(expect.arrayContaining(kept));
          // What went are the oldest: all that is left is newer.
          expect(is).toEqual(was.slice(was.length - is.length));
          mayGo += is.length > kept.length ? 1 : 0;
        }
        const { usedBytes = 0 } = await bench.cache.usage();
        if (mayGo > 0) expect(usedBytes).toBeLessThanOrEqual(LIMIT + PAGE);
      }
    }),
    { numRuns: 150 },
  );
});

const ordsOf = (ranges: readonly (readonly [number, number])[]): readonly number[] =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
