import { conversationStream, directId, type JsonObject, type Op, type Result, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op, send } from '../test-support/ops.ts';
import { type Device, openWorld, type World } from '../test-support/world.ts';

const id = directId('alice', 'bob');
const stream = conversationStream(id);
const begin = (other: string, body: JsonObject = {}): Op => create(id, [other], { kind: 'direct', ...body });
const codes = (results: readonly Result[]) => results.map((result) => ('error' in result ? result.error.code : 'ok'));
const block = (user: string, other: string, kind: 'put' | 'delete' = 'put'): Op =>
  op(userStream(user), 'block', kind, kind === 'put' ? {} : undefined, { key: other });

async function pair(world: World): Promise<{ alice: Device; bob: Device }> {
  const alice = await world.join('alice');
  await alice.push(begin('bob'));
  return { alice, bob: await world.join('bob') };
}

test('[PRO-49] two people who start one at the same moment are in the same one', async () => {
  const world = openWorld();
  const { alice, bob } = await pair(world);
  const results = await bob.push(begin('alice', { title: 'mine' }), send(stream, 'hi'));
  expect(codes(results)).toEqual(['ok', 'ok']);
  expect(await alice.pull(stream, { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({
    rows: [
      { collection: 'conversation', author: 'alice', body: { kind: 'direct' } },
      { collection: 'member', key: 'alice', body: { role: 'member' } },
      { collection: 'member', key: 'bob', body: { role: 'member' } },
      { collection: 'message', author: 'bob' },
    ],
  });
});

test('[PRO-49] the id of a pair is for that pair alone, and a direct conversation for two', async () => {
  const world = openWorld();
  const eve = await world.join('eve');
  expect(codes(await eve.push(begin('bob')))).toEqual(['op/invalid']);
  expect(codes(await eve.push(create(directId('eve', 'bob'), ['bob'])))).toEqual(['op/invalid']);
  expect(codes(await eve.push(create('own', ['bob', 'alice'], { kind: 'direct' })))).toEqual(['op/invalid']);
  expect(codes(await eve.push(create(directId('eve', 'eve'), [], { kind: 'direct' })))).toEqual(['ok']);
  const { bob } = await pair(world);
  expect(codes(await eve.push(begin('alice')))).toEqual(['stream/unknown']);
  const member = (key: string, kind: 'put' | 'delete') =>
    op(stream, 'member', kind, kind === 'put' ? { role: 'member' } : undefined, { key });
  expect(codes(await bob.push(member('eve', 'put')))).toEqual(['op/forbidden']);
  expect(codes(await bob.push(member('bob', 'delete')))).toEqual(['op/forbidden']);
  expect(codes(await bob.push(op(stream, 'conversation', 'patch', { title: 'Us' }, { key: id })))).toEqual(['ok']);
});

test('[PRO-54] what a blocked person writes in the direct conversation is refused; deletes pass', async () => {
  const { alice, bob } = await pair(openWorld());
  const [ahoy, mine] = [send(stream, 'ahoy'), send(stream, 'mine')];
  await bob.push(ahoy);
  await alice.push(mine, block('alice', 'bob'));
  const like = op(stream, 'reaction', 'patch', { '👍': true }, { key: `${mine.opId}/bob` });
  const edit = op(stream, 'message', 'patch', { text: 'oh' }, { key: ahoy.opId });
  for (const each of [send(stream, 'again'), edit, like]) expect(codes(await bob.push(each))).toEqual(['op/blocked']);
  expect(codes(await bob.push(op(stream, 'message', 'delete', undefined, { key: ahoy.opId })))).toEqual(['ok']);
  expect(codes(await alice.push(send(stream, 'to bob')))).toEqual(['ok']);
  alice.take();
  await bob.say({ type: 'signal', stream, kind: 'typing', ttlMs: 1_000 });
  expect(alice.of('signal')).toEqual([]);
  await alice.push(block('alice', 'bob', 'delete'));
  expect(codes(await bob.push(send(stream, 'thanks')))).toEqual(['ok']);
});

test('[PRO-54] a block outlives the server, binds groups not, and keeps new conversations from being made', async () => {
  const world = openWorld();
  const { alice } = await pair(world);
  await alice.push(block('alice', 'bob'), create('crew', ['bob']));
  const again = openWorld({ log: world.log });
  const bob = await again.join('bob');
  expect(codes(await bob.push(send(stream, 'hi')))).toEqual(['op/blocked']);
  expect(codes(await bob.push(send('conversation:crew', 'hi')))).toEqual(['ok']);
  expect(codes(await bob.push(create('another', ['alice'], { kind: 'direct' })))).toEqual(['op/blocked']);
});
