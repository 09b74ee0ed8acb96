import { conversationStream, type Op, type StreamId, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { openSqliteLog } from '../log/sqlite-log.ts';
import { create, op, send } from '../test-support/ops.ts';
import { createVirtualRuntime } from '../test-support/virtual-runtime.ts';
import { type Device, openWorld, type World } from '../test-support/world.ts';

const crew = conversationStream('crew');
const DAY_MS = 86_400_000;
const everything = (device: Device, stream: StreamId = crew) =>
  device.pull(stream, { kind: 'since', rev: 0, marksRev: 0 }, { limit: 2_000 });
const setTtl = (ttlMs: number | null): Op => op(crew, 'conversation', 'patch', { ttlMs }, { key: 'crew' });
const edit = ({ stream, opId }: Op, text: string): Op => op(stream, 'message', 'patch', { text }, { key: opId });

/** Alice's crew with bob, where messages are shown for a minute. */
async function openCrew(options: Parameters<typeof openWorld>[0] = {}) {
  const world = openWorld({ limits: { heartbeatMs: 40 * DAY_MS }, ...options });
  const alice = await world.join('alice');
  await alice.push(create('crew', ['bob'], { ttlMs: 60_000 }));
  const bob = await world.join('bob');
  return { world, alice, bob };
}

async function sent(device: Device, text: string): Promise<Op> {
  const message = send(crew, text);
  await device.push(message);
  return message;
}

const liveMessages = async (device: Device): Promise<readonly unknown[]> => {
  const page = await device.pull(crew, { kind: 'before', ord: Number.MAX_SAFE_INTEGER }, { limit: 1_000 });
  if (page.type !== 'page') throw new Error(`${page.type} instead of a page`);
  return page.rows.filter(({ deleted }) => !deleted).map(({ body }) => body?.['text']);
};

test('[PRO-59] a message says when it disappears, and then the server deletes it for all alike', async () => {
  const { world, alice, bob } = await openCrew();
  const at = world.runtime.now();
  const message = send(crew, 'psst');
  expect(await alice.push(message)).toMatchObject([{ ok: { ord: 1, rows: [{ expiresAt: at + 60_000 }] } }]);
  bob.take();
  alice.take();
  await world.runtime.advance(59_999);
  expect([...alice.take(), ...bob.take()].filter(({ type }) => type === 'changes')).toEqual([]);
  await world.runtime.advance(1);
  for (const device of [alice, bob]) {
    expect(device.of('changes')).toMatchObject([
      { from: 4, to: 5, rows: [{ key: message.opId, rev: 5, ord: 1, at, author: 'alice', deleted: true }] },
    ]);
  }
  expect(JSON.stringify(bob.frames)).not.toMatch(/expiresAt|psst|"op"/);
  expect(await liveMessages(alice)).toEqual([]);
});

test('[PRO-59] neither an edit nor another `ttlMs` moves the time; what is sent later has the new one', async () => {
  const { world, alice } = await openCrew();
  const first = await sent(alice, 'first');
  await world.runtime.advance(30_000);
  await alice.push(edit(first, 'still first'), setTtl(1_000));
  await sent(alice, 'brief');
  await alice.push(setTtl(null));
  await sent(alice, 'stays');
  await world.runtime.advance(1_000);
  expect(await liveMessages(alice)).toEqual(['still first', 'stays']);
  await world.runtime.advance(29_000);
  expect(await liveMessages(alice)).toEqual(['stays']);
  await world.runtime.advance(30 * DAY_MS);
  expect(await liveMessages(alice)).toEqual(['stays']);
});

test('[PRO-59] a message goes as its author’s deletion would take it: edits, mentions and the count of replies', async () => {
  const { world, alice, bob } = await openCrew({ messages: { keepEdits: true } });
  const root = op(crew, 'message', 'put', { text: 'who?', mentions: ['bob'] });
  const thread = conversationStream(root.opId);
  const begin = { kind: 'thread', parent: 'crew', root: root.opId, members: ['alice'] };
  await alice.push(root, edit(root, 'who said it?'));
  await world.runtime.advance(1_000);
  await bob.push(op(thread, 'conversation', 'put', begin, { key: root.opId }), send(thread, 'me'));
  await alice.push(op(crew, 'member', 'delete', undefined, { key: 'bob' }));
  await world.runtime.advance(59_000);
  expect(await everything(alice, userStream('bob'))).toMatchObject({ code: 'stream/unknown' });
  const ofBob = await everything(bob, userStream('bob'));
  expect(ofBob).toMatchObject({
    rows: expect.arrayContaining([expect.objectContaining({ collection: 'mention', deleted: true })]),
  });
  expect(JSON.stringify(await everything(alice))).not.toContain('who');
  // The reply goes by the time of the parent, a second later, though its author has left.
  expect(JSON.stringify(await everything(alice, thread))).toContain('"me"');
  await world.runtime.advance(1_000);
  expect(JSON.stringify(await everything(alice, thread))).not.toContain('"me"');
  expect(await everything(alice)).toMatchObject({
    rows: expect.arrayContaining([
      expect.objectContaining({ collection: 'thread', body: expect.objectContaining({ count: 0 }) }),
    ]),
  });
});

test('[PRO-59] what fell due while no server ran is deleted at the start of the next one, all of it', async () => {
  const log = openSqliteLog({ path: ':memory:', newEpoch: () => 'e1' });
  const runtime = createVirtualRuntime();
  const before: World = openWorld({ log, runtime });
  const alice = await before.join('alice');
  await alice.push(create('crew', [], { ttlMs: 60_000 }));
  for (let i = 0; i < 3; i++) await alice.push(...Array.from({ length: 300 }, (_, n) => send(crew, `${i}/${n}`)));
  await before.core.drain();
  await runtime.advance(DAY_MS);
  const after = await openWorld({ log, runtime }).join('alice');
  expect(await liveMessages(after)).toHaveLength(900);
  for (let sweep = 0; sweep < 2; sweep++) await runtime.advance(0);
  expect(await liveMessages(after)).toEqual([]);
  expect(
    after
      .of('changes')
      .flatMap(({ rows }) => rows)
      .filter(({ deleted }) => deleted),
  ).toHaveLength(900);
});

test('[PRO-59] one alarm for what is due next, however much there is, and none where nothing is', async () => {
  const runtime = createVirtualRuntime();
  let timers = 0;
  const counted = {
    ...runtime,
    after: (delayMs: number, run: () => void) => {
      timers += 1;
      const cancel = runtime.after(delayMs, () => {
        timers -= 1;
        run();
      });
      return () => {
        timers -= 1;
        cancel();
      };
    },
  };
  const { alice } = await openCrew({ runtime: counted });
  const idle = timers;
  await alice.push(...Array.from({ length: 50 }, (_, n) => send(crew, `${n}`)));
  expect(timers).toBe(idle + 1);
  await runtime.advance(1_000);
  await sent(alice, 'later');
  expect(timers).toBe(idle + 1);
});

test('[PRO-59] the server’s time decides: a clock set back delays, one set forward is noticed within the hour', async () => {
  const { world, alice } = await openCrew();
  await alice.push(setTtl(DAY_MS));
  await sent(alice, 'psst');
  const now = world.runtime.now();
  world.runtime.setWallClock(now - 5_000);
  await world.runtime.advance(DAY_MS);
  expect(await liveMessages(await world.join('alice'))).toEqual(['psst']);
  await world.runtime.advance(5_000);
  expect(await liveMessages(await world.join('alice'))).toEqual([]);
  const again = await world.join('alice');
  await sent(again, 'pssst');
  world.runtime.setWallClock(world.runtime.now() + DAY_MS);
  await world.runtime.advance(3_600_000);
  expect(await liveMessages(await world.join('alice'))).toEqual([]);
});

test('[PRO-59] a sweep that cannot be stored is tried again', async () => {
  const log = openSqliteLog({ path: ':memory:', newEpoch: () => 'e1' });
  let isFull = false;
  const commit: typeof log.commit = async (writes) => {
    if (isFull) throw new Error('database or disk is full');
    await log.commit(writes);
  };
  const { world, alice } = await openCrew({ log: { ...log, commit } });
  await sent(alice, 'psst');
  isFull = true;
  await world.runtime.advance(60_000);
  expect(world.failures).toHaveLength(1);
  isFull = false;
  await world.runtime.advance(10_000);
  expect(await liveMessages(await world.join('alice'))).toEqual([]);
  expect(world.failures).toHaveLength(1);
});
