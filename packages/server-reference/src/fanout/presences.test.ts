import { conversationStream, type JsonObject, type Op, type PresenceUp, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op } from '../test-support/ops.ts';
import { type Device, openWorld, type World, type WorldOptions } from '../test-support/world.ts';

const crew = conversationStream('crew');
const presence = (users: readonly string[] = [], state: PresenceUp['state'] = 'online'): PresenceUp => ({
  type: 'presence',
  state,
  users,
});
/** What a device heard since it was last asked, as `bob online`, frame by frame. */
const heard = (device: Device): readonly string[] => {
  const frames = device
    .of('presence')
    .map(({ users }) => users.map(({ user, state }) => `${user} ${state}`).join(', '));
  device.take();
  return frames;
};
const member = (kind: Op['kind'], user: string, body?: JsonObject): Op => op(crew, 'member', kind, body, { key: user });

/** Alice, who watches bob and eve and shares a conversation with bob, and bob, who says nothing yet. */
async function openCrew(options: WorldOptions = {}): Promise<{ world: World; alice: Device; bob: Device }> {
  const world = openWorld({ limits: { heartbeatMs: 86_400_000 }, ...options });
  const alice = await world.join('alice');
  await alice.push(create('crew', ['bob']));
  const bob = await world.join('bob');
  alice.take();
  bob.take();
  await alice.say(presence(['bob', 'eve']));
  return { world, alice, bob };
}

test('[PRO-61] present is who says so, on whichever device; away where all that count are', async () => {
  const { world, alice, bob } = await openCrew();
  const tablet = await world.join('bob');
  expect(heard(alice)).toEqual(['bob offline, eve offline']);
  const steps: [Device, PresenceUp['state'], readonly string[]][] = [
    [bob, 'away', ['bob away']],
    [tablet, 'online', ['bob online']],
    [bob, 'online', []],
    [tablet, 'away', []],
    [bob, 'away', ['bob away']],
  ];
  for (const [device, state, told] of steps) {
    await device.say(presence([], state));
    await world.runtime.advance(1_000);
    expect(heard(alice)).toEqual(told);
  }
  expect(heard(bob)).toEqual([]);
});

test('[PRO-61] who comes back within five seconds was never gone; who stays away left when the session ended', async () => {
  const { world, alice, bob } = await openCrew();
  await bob.say(presence());
  await world.runtime.advance(1_000);
  alice.take();
  bob.leave();
  await world.runtime.advance(4_000);
  const again = await world.join('bob');
  await again.say(presence());
  await world.runtime.advance(10_000);
  expect(heard(alice)).toEqual([]);
  const leftAt = world.runtime.now();
  again.leave();
  await world.runtime.advance(6_000);
  expect(alice.of('presence')).toEqual([{ type: 'presence', users: [{ user: 'bob', state: 'offline', at: leftAt }] }]);
});

test('[PRO-62] changes are told at most once a second, each in its newest state', async () => {
  const { world, alice, bob } = await openCrew();
  await world.runtime.advance(2_000);
  alice.take();
  for (const state of ['online', 'away', 'online', 'away'] as const) await bob.say(presence([], state));
  expect(heard(alice)).toEqual(['bob online']);
  await world.runtime.advance(1_000);
  expect(heard(alice)).toEqual(['bob away']);
  await world.runtime.advance(10_000);
  expect(heard(alice)).toEqual([]);
});

test('[PRO-62] what is watched is what was named last; a session that ended is told nothing', async () => {
  const { world, alice, bob } = await openCrew();
  await alice.say(presence([]));
  await bob.say(presence());
  await world.runtime.advance(2_000);
  expect(heard(alice)).toEqual(['bob offline, eve offline']);
  await alice.say(presence(['bob']));
  expect(heard(alice)).toEqual(['bob online']);
  alice.leave();
  bob.leave();
  await world.runtime.advance(10_000);
  expect(heard(alice)).toEqual([]);
  expect(world.failures).toEqual([]);
});

test('[PRO-62] who is too busy to read is told the newest once they read again', async () => {
  const { world, alice, bob } = await openCrew();
  alice.take();
  alice.buffered = 2 * 1_048_576;
  await bob.say(presence());
  await world.runtime.advance(3_000);
  await bob.say(presence([], 'away'));
  await world.runtime.advance(3_000);
  expect(heard(alice)).toEqual([]);
  alice.buffered = 0;
  await world.runtime.advance(2_000);
  expect(heard(alice)).toEqual(['bob away, eve offline']);
});

test('[PRO-63] strangers look as if they were never there; sharing begins and ends at once', async () => {
  const { world, alice } = await openCrew();
  const eve = await world.join('eve');
  await eve.say(presence(['alice']));
  await world.runtime.advance(2_000);
  expect([heard(alice), heard(eve)]).toEqual([['bob offline, eve offline'], ['alice offline']]);
  await alice.push(member('put', 'eve', { role: 'member' }));
  await world.runtime.advance(2_000);
  expect([heard(alice), heard(eve)]).toEqual([['eve online'], ['alice online']]);
  await eve.push(member('delete', 'eve'));
  await world.runtime.advance(2_000);
  expect([heard(alice), heard(eve)]).toEqual([['eve offline'], ['alice offline']]);
  await eve.say(presence(['alice'], 'away'));
  await world.runtime.advance(2_000);
  expect([heard(alice), heard(eve)]).toEqual([[], ['alice offline']]);
});

test('[PRO-63] somebody who blocks is heard of no more, and is again afterwards', async () => {
  const { world, alice, bob } = await openCrew();
  await bob.say(presence(['alice']));
  await world.runtime.advance(2_000);
  expect(heard(alice).at(-1)).toBe('bob online');
  heard(bob);
  const block = (kind: Op['kind']) =>
    op(userStream('bob'), 'block', kind, kind === 'put' ? {} : undefined, { key: 'alice' });
  await bob.push(block('put'));
  await world.runtime.advance(2_000);
  expect([heard(alice), heard(bob)]).toEqual([['bob offline'], []]);
  await bob.push(block('delete'));
  await world.runtime.advance(2_000);
  expect(heard(alice)).toEqual(['bob online']);
});

test('[PRO-63] the server’s policy: everyone, nobody, and whether it is told when somebody left', async () => {
  const everyone = await openCrew({ presence: { visibleTo: 'everyone', lastSeen: false } });
  const eve = await everyone.world.join('eve');
  await eve.say(presence());
  await everyone.world.runtime.advance(1_000);
  expect(heard(everyone.alice)).toEqual(['bob offline, eve offline', 'eve online']);
  eve.leave();
  await everyone.world.runtime.advance(7_000);
  expect(everyone.alice.of('presence')).toEqual([{ type: 'presence', users: [{ user: 'eve', state: 'offline' }] }]);
  const nobody = await openCrew({ presence: { visibleTo: 'nobody' } });
  await nobody.bob.say(presence());
  await nobody.world.runtime.advance(1_000);
  expect(heard(nobody.alice)).toEqual(['bob offline, eve offline']);
});

test('[PRO-62] a group of 200 who all watch one another: what is told grows with who changed, not with its square', async () => {
  const world = openWorld({ limits: { heartbeatMs: 86_400_000 } });
  const users = Array.from({ length: 200 }, (_, n) => `u${n}`);
  const [owner] = await Promise.all([world.join('u0')]);
  await owner.push(create('crew', users.slice(1)));
  const devices = [owner, ...(await Promise.all(users.slice(1).map((user) => world.join(user))))];
  for (const device of devices) await device.raw(JSON.stringify([presence(users)]));
  await world.runtime.advance(2_000);
  for (const device of devices) device.take();
  await devices[7]?.say(presence(users, 'away'));
  await world.runtime.advance(2_000);
  const told = devices.map((device) => device.of('presence').flatMap((frame) => frame.users).length);
  // The one who spoke is answered with everybody, and hears of itself as all others do: one entry each.
  expect(told.filter((count) => count === 1)).toHaveLength(199);
  expect(told[7]).toBeLessThanOrEqual(201);
});
