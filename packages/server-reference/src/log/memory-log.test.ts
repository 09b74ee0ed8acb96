import { conversationStream, type JsonObject, type Op, type StreamId, type Want } from '@tidemark/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { create, op, send } from '../test-support/ops.ts';
import { createVirtualRuntime } from '../test-support/virtual-runtime.ts';
import { openConversation, openWorld, type World } from '../test-support/world.ts';
import type { Log } from './log.ts';
import { copyMemoryLogStore, createMemoryLogStore, openMemoryLog } from './memory-log.ts';
import { openSqliteLog } from './sqlite-log.ts';

const USERS = ['alice', 'bob', 'eve'];
const user = fc.constantFrom(...USERS);
const crew = fc.constantFrom('crew', 'hold').map(conversationStream);
const rev = fc.nat(12);
const limit = fc.integer({ min: 1, max: 6 });

const START = createVirtualRuntime().now();

type Act =
  | { readonly kind: 'push'; readonly user: string; readonly op: Omit<Op, 'opId'> & { readonly opId?: string } }
  | { readonly kind: 'say'; readonly user: string; readonly frame: JsonObject }
  | { readonly kind: 'wait'; readonly ms: number };

const written = (stream: StreamId, collection: string, kind: Op['kind'], key?: string, body?: JsonObject) =>
  ({ stream, collection, kind, ...(key && { key }), ...(body && { body }) }) as Omit<Op, 'opId'>;

const pushed: fc.Arbitrary<Act> = fc
  .record({
    user,
    op: fc.oneof(
      crew.map((stream) => written(stream, 'message', 'put', undefined, { text: 'ahoy'.repeat(9) })),
      fc
        .tuple(crew, fc.constantFrom('Ship one', 'ship Two', '港の船'))
        .map(([stream, text]) => written(stream, 'message', 'put', undefined, { text })),
      fc
        .tuple(crew, fc.nat(5))
        .map(([stream, n]) => written(stream, 'message', 'patch', opId(n + 2), { text: 'ship' })),
      fc.tuple(crew, fc.nat(5)).map(([stream, n]) => written(stream, 'message', 'delete', opId(n + 2))),
      fc.tuple(crew, user).map(([stream, who]) => written(stream, 'member', 'put', who, { role: 'member' })),
      fc.tuple(crew, fc.nat(5)).map(([stream, n]) => written(stream, 'pin', 'put', opId(n + 2), {})),
      fc
        .tuple(crew, fc.nat(5), user, fc.constantFrom(true, null))
        .map(([stream, n, who, on]) => written(stream, 'reaction', 'patch', `${opId(n + 2)}/${who}`, { up: on })),
      fc.tuple(crew, user).map(([stream, who]) => written(stream, 'member', 'delete', who)),
      fc
        .tuple(crew, fc.string())
        .map(([stream, title]) =>
          written(stream, 'conversation', 'patch', stream.slice('conversation:'.length), { title }),
        ),
      crew.map((stream) =>
        written(stream, 'conversation', 'patch', stream.slice('conversation:'.length), { ttlMs: 1_000 }),
      ),
      fc.tuple(user, crew, fc.nat(9)).map(([who, stream, n]) =>
        written(`user:${who}`, 'scheduled', 'put', opId(100 + n), {
          conversation: stream.slice('conversation:'.length),
          at: START + n * 500,
          body: { text: 'later' },
        }),
      ),
      user.map((who) => written(`user:${who}`, 'profile', 'put', 'profile', { name: who.toUpperCase() })),
      fc.tuple(user, fc.nat(3)).map(([who, n]) => written(`app:${who}`, 'note', 'put', `n${n}`, { n })),
      fc.tuple(user, fc.nat(3)).map(([who, n]) => written(`app:${who}`, 'note', 'delete', `n${n}`)),
    ),
  })
  .map((act) => ({ kind: 'push', ...act }));

const want: fc.Arbitrary<Want> = fc.oneof(
  fc.record({ kind: fc.constant('since' as const), rev, marksRev: rev }),
  fc.record({ kind: fc.constant('newest' as const), sinceRev: rev, marksRev: rev }),
  fc.record({ kind: fc.constant('before' as const), ord: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('after' as const), ord: rev }),
  fc.record({ kind: fc.constant('ords' as const), from: rev, to: rev, sinceRev: rev }),
);
const stream = fc.oneof(
  crew,
  user.map((who): StreamId => `app:${who}`),
  user.map((who): StreamId => `user:${who}`),
);

const time = fc.nat(9).map((n) => ({ at: START + n }));
const message = fc.nat(9).map((n) => ({ message: opId(n) }));
const said: fc.Arbitrary<Act> = fc
  .record({
    user,
    frame: fc.oneof(
      fc.record({ type: fc.constant('pull'), id: fc.nat(999), stream, want, limit }),
      fc.record({ type: fc.constant('list'), id: fc.nat(999), limit }),
      fc.record({ type: fc.constant('list'), id: fc.nat(999), limit, since: fc.constant(1_700_000_000_005) }),
      fc.record({ type: fc.constant('ping') }),
      fc.record({ type: fc.constant('locate'), id: fc.nat(999), stream: crew, what: fc.oneof(time, message) }),
      fc.record(
        {
          type: fc.constant('find'),
          id: fc.nat(999),
          text: fc.constantFrom('ahoy', 'ahoy ', 'ship', 'ship two', '港'),
          limit,
          conversation: fc.constantFrom('crew', 'hold', 'nowhere'),
          from: user,
          after: fc.integer({ min: START, max: START + 9 }),
          before: fc.integer({ min: START, max: START + 9 }),
          page: fc.nat(9).map((n) => `${START + n}.${n}.conversation:crew`),
        },
        { requiredKeys: ['type', 'id', 'text', 'limit'] },
      ),
      fc.tuple(crew, rev, rev).map(([name, delivered, read]) => ({
        type: 'mark',
        marks: [{ stream: name, delivered, read, ...(read > 5 && { private: true }) }],
      })),
    ),
  })
  .map((act) => ({ kind: 'say', ...(act as { user: string; frame: JsonObject }) }));

const waited: fc.Arbitrary<Act> = fc.nat(2_000).map((ms) => ({ kind: 'wait', ms }));

/** Everything the devices of a world over this log are told. */
async function play(log: Log, acts: readonly Act[]): Promise<readonly unknown[]> {
  const world = openWorld({ log, runtime: createVirtualRuntime(), limits: { catchUpRevs: 6, pageBytes: 100 } });
  const devices = new Map(await Promise.all(USERS.map(async (name) => [name, await world.join(name)] as const)));
  await devices.get('alice')?.push({ ...create('crew', ['bob']), opId: opId(0) });
  await devices.get('bob')?.push({ ...create('hold', ['alice', 'eve']), opId: opId(1) });
  for (const [index, act] of acts.entries()) {
    const device = act.kind === 'wait' ? undefined : devices.get(act.user);
    if (act.kind === 'wait') await world.runtime.advance(act.ms);
    else if (act.kind === 'push') await device?.push({ ...act.op, opId: opId(index + 2) });
    else await device?.say(act.frame);
    await world.runtime.advance(1);
  }
  expect(world.failures).toEqual([]);
  return [...devices.values()].map((device) => device.frames.map(sorted));
}

const opId = (n: number): string => `01900000-0000-7000-9000-${String(n).padStart(12, '0')}`;

/** Members and the marks of a page come in no promised order. */
function sorted(frame: unknown): unknown {
  return typeof frame === 'object' && frame !== null && 'marks' in frame && Array.isArray(frame.marks)
    ? { ...frame, marks: frame.marks.map((mark) => JSON.stringify(mark)).sort() }
    : frame;
}

test('[PRO-7] a log in memory answers as the one in SQLite does, whatever is pushed and asked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(pushed, said, waited), { maxLength: 25 }), async (acts) => {
      const sqlite = openSqliteLog({ path: ':memory:', newEpoch: () => 'epoch' });
      const answers = await play(openMemoryLog(createMemoryLogStore('epoch')), acts);
      expect(answers).toEqual(await play(sqlite, acts));
      await sqlite.close();
    }),
    { numRuns: 80 },
  );
});

test('[PRO-48] both logs answer alike where messages have reactions and pins, and somebody came later', async () => {
  const crewStream = conversationStream('crew');
  const push = (who: string, each: Omit<Op, 'opId'>): Act => ({ kind: 'push', user: who, op: each });
  const acts: Act[] = [
    push('alice', written(crewStream, 'conversation', 'patch', 'crew', { history: 'joined' })),
    ...[1, 2, 3].map(() => push('alice', written(crewStream, 'message', 'put', undefined, { text: 'ahoy'.repeat(9) }))),
    push('alice', written(crewStream, 'pin', 'put', opId(3), {})),
    push('bob', written(crewStream, 'reaction', 'patch', `${opId(3)}/bob`, { up: true })),
    push('alice', written(crewStream, 'member', 'put', 'eve', { role: 'member' })),
    push('alice', written(crewStream, 'message', 'put', undefined, { text: 'later' })),
    push('bob', written(crewStream, 'reaction', 'patch', `${opId(5)}/bob`, { up: true })),
    push('bob', written(crewStream, 'pin', 'put', opId(9), {})),
    ...USERS.flatMap((who) =>
      [
        { kind: 'newest', sinceRev: 0, marksRev: 0 },
        { kind: 'since', rev: 8, marksRev: 0 },
        { kind: 'before', ord: 4 },
        { kind: 'after', ord: 0 },
        { kind: 'ords', from: 1, to: 4, sinceRev: 7 },
      ].map(
        (asked): Act => ({
          kind: 'say',
          user: who,
          frame: { type: 'pull', id: 1, stream: crewStream, want: asked, limit: 2 },
        }),
      ),
    ),
    { kind: 'say', user: 'eve', frame: { type: 'list', id: 2, limit: 9 } },
  ];
  const sqlite = openSqliteLog({ path: ':memory:', newEpoch: () => 'epoch' });
  const answers = await play(openMemoryLog(createMemoryLogStore('epoch')), acts);
  expect(answers).toEqual(await play(sqlite, acts));
  expect(JSON.stringify(answers)).toMatch(/"pin".*"reaction"|"reaction".*"pin"/);
});

async function cursorAt(world: World, name: string, epoch: string): Promise<readonly string[]> {
  const cursors = [{ stream: conversationStream('crew'), epoch, rev: 1, marksRev: 0 }];
  const device = await world.join(name, { cursors });
  return device.of('reset').map(({ why }) => why);
}

test('[PRO-13] a copy of a log in memory keeps what was there, and a restored one has a new history', async () => {
  const store = createMemoryLogStore('before');
  const world = openWorld({ log: openMemoryLog(store) });
  const { alice, stream: name } = await openConversation(world, 'bob');
  await alice.push(send(name, 'kept'));
  const backup = copyMemoryLogStore(store);
  await alice.push(send(name, 'lost'), op(name, 'member', 'put', { role: 'member' }, { key: 'eve' }));
  const restored = openWorld({ log: openMemoryLog(copyMemoryLogStore(backup, 'after')) });
  expect(await cursorAt(restored, 'bob', 'before')).toEqual(['epoch']);
  const bob = await restored.join('bob');
  const page = await bob.pull(name, { kind: 'newest', sinceRev: 0, marksRev: 0 });
  expect(page).toMatchObject({ epoch: 'after', head: { rev: 4, ord: 1 }, ords: [1, 1] });
});
