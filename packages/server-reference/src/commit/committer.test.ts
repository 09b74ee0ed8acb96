import { userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import type { Log } from '../log/log.ts';
import { openSqliteLog } from '../log/sqlite-log.ts';
import { create, op, send } from '../test-support/ops.ts';
import { createVirtualRuntime } from '../test-support/virtual-runtime.ts';
import { openConversation, openWorld } from '../test-support/world.ts';

/** A log in memory whose commits are counted and can be made to fail or to wait. */
function watchedLog() {
  const log = openSqliteLog({ path: ':memory:', newEpoch: () => 'e1' });
  const state = { commits: 0, failing: false, gate: Promise.resolve() };
  const watched: Log = {
    ...log,
    commit: async (writes) => {
      await state.gate;
      if (state.failing) throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
      state.commits += 1;
      await log.commit(writes);
    },
  };
  return { log: watched, state };
}

test('[PRO-7] nothing is answered or told before the commit is durable', async () => {
  const { log, state } = watchedLog();
  const world = openWorld({ log });
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  bob.take();
  let open = (): void => {};
  state.gate = new Promise((resolve) => {
    open = resolve;
  });
  expect(await alice.push(send(stream, 'ahoy'))).toEqual([]);
  expect([...alice.frames, ...bob.frames].filter(({ type }) => type !== 'results')).toEqual([]);
  open();
  await world.runtime.advance(0);
  expect(alice.of('results')).toMatchObject([{ results: [{ ok: { ord: 1 } }] }]);
  expect(bob.of('changes')).toMatchObject([{ to: 4 }]);
});

test('[PRO-14] what arrives in one turn is one commit; an op raises its rev by the rows it changed', async () => {
  const { log, state } = watchedLog();
  const world = openWorld({ log });
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  const before = state.commits;
  await Promise.all([alice.push(send(stream, '1'), send(stream, '2')), bob.push(send(stream, '3'))]);
  expect(state.commits - before).toBe(1);
  expect(await alice.push(create('big', ['bob', 'eve']))).toMatchObject([{ ok: { from: 0, rev: 4 } }]);
  expect(await bob.pull(userStream('bob'), { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({ to: 2 });
});

test('[PRO-23] a batch that cannot be stored is refused whole, nothing of it is kept, and the server goes on', async () => {
  const { log, state } = watchedLog();
  const world = openWorld({ log });
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  bob.take();
  const [one, two] = [send(stream, 'one'), send(stream, 'two')];
  state.failing = true;
  const kick = op(stream, 'member', 'delete', undefined, { key: 'bob' });
  expect(await alice.push(one, kick, two)).toMatchObject(
    Array(3).fill({ error: { code: 'server/storage', class: 'retry' } }),
  );
  expect(world.failures).toHaveLength(1);
  expect(bob.frames).toEqual([]);
  state.failing = false;
  expect(await alice.push(one, two)).toMatchObject([{ ok: { rev: 4, ord: 1 } }, { ok: { rev: 5, ord: 2 } }]);
  expect(bob.of('changes')).toMatchObject([{ from: 3, to: 5 }]);
});

test('[PRO-23] marks that cannot be stored are said to be lost', async () => {
  const { log, state } = watchedLog();
  const world = openWorld({ log });
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  await alice.push(send(stream, '1'));
  state.failing = true;
  await bob.say({ type: 'mark', marks: [{ stream, read: 1 }] });
  expect(bob.of('error')).toMatchObject([{ code: 'server/storage', class: 'retry' }]);
});

test('[PRO-23] a server that stops refuses for now what it has not accepted', async () => {
  const { log, state } = watchedLog();
  const world = openWorld({ log });
  const { alice, stream } = await openConversation(world);
  let open = (): void => {};
  state.gate = new Promise((resolve) => {
    open = resolve;
  });
  await alice.push(send(stream, 'accepted'));
  const draining = world.core.drain();
  expect(await alice.push(send(stream, 'late'))).toMatchObject([
    { error: { code: 'server/draining', class: 'retry' } },
  ]);
  open();
  await draining;
  expect(alice.of('results').at(-1)?.results).toMatchObject([{ ok: { ord: 1 } }]);
});

test('[PRO-15] server time never falls, not within a stream and not across restarts', async () => {
  const log = openSqliteLog({ path: ':memory:', newEpoch: () => 'e1' });
  const first = openWorld({ log });
  const { alice, stream } = await openConversation(first);
  const startedAt = first.runtime.now();
  first.runtime.setWallClock(startedAt - 3_600_000);
  expect(await alice.push(send(stream, 'set back'))).toMatchObject([{ ok: { at: startedAt } }]);
  const runtime = createVirtualRuntime(startedAt - 7_200_000);
  const { asOf: lastAt } = await log.list({ user: 'alice', since: 0, limit: 1 });
  const second = openWorld({ log: { ...log, lastAt }, runtime });
  const again = await second.join('alice');
  expect(again.of('welcome')).toMatchObject([{ time: startedAt }]);
  expect(await again.push(send(stream, 'after the restart'))).toMatchObject([{ ok: { at: startedAt } }]);
});
