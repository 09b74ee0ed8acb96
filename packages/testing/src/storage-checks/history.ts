import type { Change, Guard, Key, OpenSpec, Read, Stored } from '@tidemark/core';
import fc from 'fast-check';
import { checkSpec, specWith } from './rows.ts';

/** One step of a random history. */
export type Step =
  | {
      readonly kind: 'commit';
      readonly changes: readonly Change[];
      readonly guards: readonly Guard[];
      readonly isStrict: boolean;
    }
  | { readonly kind: 'read'; readonly reads: readonly Read[] }
  | { readonly kind: 'restart'; readonly spec: OpenSpec };

// Few parts, so that keys meet; each is there for a reason of order.
const part = fc.constantFrom(
  'a',
  'aa',
  'a\u0000',
  '',
  'é',
  '\u{1f600}',
  '\ue000',
  '1',
  0,
  -0,
  1,
  2,
  10,
  -1,
  -2.5,
  1e21,
);
const small = fc.nat({ max: 3 });
const key: fc.Arbitrary<Key> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom('s', 't'), fc.nat({ max: 4 })) },
  { weight: 2, arbitrary: fc.tuple(part, part) },
);
const prefix: fc.Arbitrary<Key> = fc.oneof(key, fc.tuple(part), fc.constantFrom(['s'], ['t']), fc.constant([]));
/** Rarely a key that breaks the contract. */
const anyKey: fc.Arbitrary<Key> = fc.oneof(
  { weight: 60, arbitrary: key },
  fc.constantFrom([], ['a'], ['a', Number.NaN]),
);
const store = fc.constantFrom('clustered', 'plain');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const entries = fc.record(
  {
    tag: fc.array(fc.tuple(part), { maxLength: 3 }),
    pair: fc.array(key, { maxLength: 2 }),
    later: fc.array(fc.tuple(part), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.uint8Array({ maxLength: 20 }));
const stored: fc.Arbitrary<Stored> = fc.record({ key: anyKey, rev: small, keys: entries, body });

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ store, put: stored }) },
  { weight: 3, arbitrary: fc.record({ store, delete: anyKey }) },
  {
    weight: 2,
    arbitrary: fc.record({ store, deleteRange: fc.record({ prefix, from: maybe(prefix), to: maybe(prefix) }) }),
  },
  { weight: 1, arbitrary: fc.record({ store, clear: fc.constant(true as const) }) },
);
const guard: fc.Arbitrary<Guard> = fc.record({ store, key, rev: fc.option(small) });

const index = fc.constantFrom(undefined, undefined, 'pair', 'tag', 'later');
const read: fc.Arbitrary<Read> = fc.oneof(
  fc.record({ store, get: fc.array(anyKey, { maxLength: 4 }) }),
  fc.record({
    store,
    index,
    prefix: maybe(prefix),
    from: maybe(prefix),
    to: maybe(prefix),
    reverse: fc.boolean(),
    limit: maybe(fc.nat({ max: 6 })),
  }),
  fc.record({ store, index, prefix: maybe(prefix), count: fc.constant(true as const) }),
);

const specs = [checkSpec, specWith({ indexes: { tag: 1, pair: 2, later: 1 } }), specWith({ indexes: { pair: 2 } })];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      changes: fc.array(change, { maxLength: 8 }),
      guards: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(guard, { maxLength: 2 }) },
      ),
      isStrict: fc.boolean(),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('read' as const), reads: fc.array(read, { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), spec: fc.constantFrom(...specs) }) },
);

/** Histories of some 25 steps. */
export const history: fc.Arbitrary<readonly Step[]> = fc.array(step, { maxLength: 25, size: 'max' });
