import type { Head, Mark, Result, Row, ServerFrame, StreamId } from '@tidemark/protocol';
import fc from 'fast-check';

/** Valid server frames, written by hand from PROTOCOL.md and not from the schemas: they are what is compared. */
const count = fc.oneof(fc.nat(20), fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER));
const id = fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom('a1', 'ann', 'x'.repeat(528)));
const stream = fc.constantFrom<StreamId>('conversation:crew', 'user:ann', 'app:ann/notes', `app:${'å'.repeat(264)}`);
const yes = fc.constant(true as const);
const body = fc.dictionary(
  fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('__proto__', 'constructor', 'text')),
  fc.jsonValue() as fc.Arbitrary<never>,
  { maxKeys: 3 },
);
const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 4 });

/** A record where each of the optional fields is there or not. */
function record<Needed, Perhaps>(
  needed: { [K in keyof Needed]: fc.Arbitrary<Needed[K]> },
  perhaps: { [K in keyof Perhaps]: fc.Arbitrary<Perhaps[K]> },
): fc.Arbitrary<Needed & Partial<Perhaps>> {
  return fc
    .tuple(fc.record(needed), fc.record(perhaps, { requiredKeys: [] }))
    .map(([a, b]) => ({ ...a, ...b }) as Needed & Partial<Perhaps>);
}

const row: fc.Arbitrary<Row> = record(
  { collection: id, key: id, rev: count, at: count, author: id },
  { ord: count, editedAt: count, expiresAt: count, op: id, body, deleted: yes },
);
const headFields = { stream, epoch: id, rev: count, ord: count, marksRev: count, at: count };
const head: fc.Arbitrary<Head> = fc.record(headFields);
const mark: fc.Arbitrary<Mark> = fc.record({ user: id, delivered: count, read: count });
const refusal = {
  code: fc.constantFrom('op/forbidden', 'rate/limited', ''),
  class: fc.constantFrom('retry' as const, 'permanent' as const, 'auth' as const, 'conflict' as const),
  message: fc.string(),
};
const committed = record(
  { stream, epoch: id, rev: count, at: count },
  { from: count, ord: count, rows: few(row), duplicate: yes },
);
const result: fc.Arbitrary<Result> = fc.oneof(
  fc.record({ opId: id, ok: committed }),
  fc.record({ opId: id, error: record(refusal, { retryAfterMs: count, row }) }),
);
const limits = fc.record({
  frameBytes: count,
  opsPerPush: count,
  bodyBytes: count,
  heartbeatMs: count,
  catchUpRevs: count,
});
const type = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name);

export const serverFrameArbitraries: { [T in ServerFrame['type']]: fc.Arbitrary<Extract<ServerFrame, { type: T }>> } = {
  welcome: fc.record({ type: type('welcome'), protocol: count, session: id, epoch: id, time: count, user: id, limits }),
  results: fc.record({ type: type('results'), results: few(result) }),
  changes: record(
    { type: type('changes'), stream, epoch: id, from: count, to: count, rows: few(row), head },
    { re: count, marks: few(mark) },
  ),
  page: record(
    {
      type: type('page'),
      re: count,
      stream,
      epoch: id,
      ords: fc.tuple(count, count),
      minOrd: count,
      rows: few(row),
      head,
      newest: fc.boolean(),
    },
    { marks: few(mark) },
  ),
  heads: fc.record({ type: type('heads'), heads: few(head) }),
  summaries: fc.record({
    type: type('summaries'),
    re: count,
    summaries: few(fc.record({ ...headFields, rows: few(row), delivered: count, read: count })),
    done: fc.boolean(),
    asOf: count,
  }),
  located: fc.record({ type: type('located'), re: count, stream, epoch: id, ord: count }),
  found: record(
    { type: type('found'), re: count, hits: few(fc.record({ stream, row })), complete: fc.boolean() },
    { next: fc.string() },
  ),
  marks: fc.record({ type: type('marks'), stream, epoch: id, from: count, to: count, marks: few(mark) }),
  signal: fc.record({ type: type('signal'), stream, from: id, kind: id, ttlMs: count }),
  presence: fc.record({
    type: type('presence'),
    users: few(
      record(
        { user: id, state: fc.constantFrom('online' as const, 'away' as const, 'offline' as const) },
        { at: count },
      ),
    ),
  }),
  reset: record(
    { type: type('reset'), stream, epoch: id, why: fc.constantFrom('epoch' as const, 'ahead' as const) },
    { re: count },
  ),
  goaway: fc.record({ type: type('goaway'), afterMs: fc.tuple(count, count) }),
  error: record({ type: type('error'), ...refusal }, { re: count, retryAfterMs: count, fatal: yes }),
  pong: fc.record({ type: type('pong'), heads: few(head) }),
};

export const serverFrame: fc.Arbitrary<ServerFrame> = fc.oneof(
  ...Object.values<fc.Arbitrary<ServerFrame>>(serverFrameArbitraries),
);
