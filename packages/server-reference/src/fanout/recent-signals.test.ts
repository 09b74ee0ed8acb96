import { expect, test } from 'vitest';
import { send } from '../test-support/ops.ts';
import { createVirtualRuntime } from '../test-support/virtual-runtime.ts';
import { openConversation, openWorld } from '../test-support/world.ts';
import { createRecentSignals } from './recent-signals.ts';

test('[PRO-34] signals are known for their time, one a user and kind, and no longer', async () => {
  const runtime = createVirtualRuntime();
  const signals = createRecentSignals(runtime);
  signals.heard('conversation:a', 'ann', 'typing', 1_000);
  signals.heard('conversation:a', 'bob', 'typing', 3_000);
  signals.heard('conversation:a', 'ann', 'typing', 2_000);
  signals.heard('conversation:b', 'eve', 'typing', 1_000);
  const users = (): readonly string[] => signals.in('conversation:a').map(({ user }) => user);
  expect(users().toSorted()).toEqual(['ann', 'bob']);
  await runtime.advance(2_000);
  expect(users()).toEqual(['bob']);
  signals.heard('conversation:a', 'bob', 'typing', 0);
  expect(users()).toEqual([]);
});

test('[PRO-34] above 10,000 signals new ones are not kept, until older ones are over', async () => {
  const runtime = createVirtualRuntime();
  const signals = createRecentSignals(runtime);
  for (let n = 0; n < 10_000; n++) signals.heard(`conversation:${n}`, 'ann', 'typing', 1_000);
  signals.heard('conversation:more', 'ann', 'typing', 1_000);
  expect(signals.in('conversation:more')).toEqual([]);
  await runtime.advance(1_000);
  signals.heard('conversation:more', 'ann', 'typing', 1_000);
  expect(signals.in('conversation:more').length).toBe(1);
});

test('[PRO-64] a committed message ends its author’s typing, and nobody else’s; an edit does not', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  const type = { type: 'signal', stream, kind: 'typing', ttlMs: 30_000 };
  const typing = () => world.core.signalsIn(stream).map(({ user }) => user);
  const first = send(stream, 'first');
  await alice.push(first);
  await alice.say(type);
  await bob.say(type, { ...type, kind: 'waves' });
  await alice.push({ ...send(stream, 'first!'), collection: 'message', kind: 'patch', key: first.opId });
  expect(typing()).toEqual(['alice', 'bob', 'bob']);
  await alice.push(send(stream, 'second'));
  expect(typing()).toEqual(['bob', 'bob']);
  await bob.push(send(stream, 'third'));
  expect(world.core.signalsIn(stream)).toMatchObject([{ user: 'bob', kind: 'waves' }]);
});

test('[PRO-34] under load signals are shed before ops are', async () => {
  const world = openWorld({ limits: { queuedOps: 10 } });
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  bob.take();
  const signal = { type: 'signal', stream, kind: 'typing', ttlMs: 30_000 };
  const ops = Array.from({ length: 6 }, (_, n) => send(stream, `${n}`));
  await alice.say({ type: 'push', ops }, signal, { type: 'presence', state: 'online', users: ['bob'] });
  expect(alice.of('results').flatMap(({ results }) => results)).toHaveLength(6);
  expect([bob.of('signal'), alice.of('presence')]).toEqual([[], []]);
  expect(alice.of('error')).toMatchObject([{ code: 'rate/limited', retryAfterMs: 5_000 }]);
  await alice.say(signal);
  expect(bob.of('signal')).toHaveLength(1);
});
