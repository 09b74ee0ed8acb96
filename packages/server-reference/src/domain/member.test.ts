import { conversationStream, type JsonObject, type Op, type Result, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op, send } from '../test-support/ops.ts';
import { type Device, openConversation, openWorld } from '../test-support/world.ts';

const stream = conversationStream('crew');
const CODE = 'k3Jf92mQzP0aXw7L';
const codes = (results: readonly Result[]) => results.map((result) => ('error' in result ? result.error.code : 'ok'));
const member = (key: string, kind: Op['kind'], role = 'member'): Op =>
  op(stream, 'member', kind, kind === 'delete' ? undefined : { role }, { key });
const join = (user: string, invitation = CODE): Op =>
  op(stream, 'member', 'put', { role: 'member', invitation }, { key: user });
const invite = (body: JsonObject = {}, key = CODE): Op => op(stream, 'invitation', 'put', body, { key });

async function rolesOf(device: Device): Promise<readonly string[]> {
  const page = await device.pull(stream, { kind: 'newest', sinceRev: 0, marksRev: 0 });
  const rows = page.type === 'page' ? page.rows : [];
  return rows
    .filter(({ collection, body }) => collection === 'member' && body !== undefined)
    .map(({ key, body }) => `${key} ${body?.['role']}`)
    .toSorted();
}

test('[PRO-50] in a channel only owner and admins write; members react', async () => {
  const world = openWorld();
  const alice = await world.join('alice');
  const news = send(stream, 'news');
  await alice.push(create('crew', ['bob'], { kind: 'channel' }), news);
  const bob = await world.join('bob');
  expect(codes(await bob.push(send(stream, 'me too')))).toEqual(['op/forbidden']);
  expect(codes(await bob.push(op(stream, 'reaction', 'patch', { '👍': true }, { key: `${news.opId}/bob` })))).toEqual([
    'ok',
  ]);
  await alice.push(member('bob', 'put', 'admin'));
  expect(codes(await bob.push(send(stream, 'me too')))).toEqual(['ok']);
});

test('[PRO-51] when the last owner leaves, the first admin owns the conversation, else the first member', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world, 'bob');
  await world.runtime.advance(10);
  await alice.push(member('anna', 'put'), member('eve', 'put', 'admin'));
  expect(codes(await alice.push(member('alice', 'put', 'admin')))).toEqual(['op/forbidden']);
  expect(await alice.push(member('alice', 'delete'))).toMatchObject([
    {
      ok: {
        rows: [
          { key: 'alice', deleted: true },
          { key: 'eve', body: { role: 'owner' } },
        ],
      },
    },
  ]);
  const eve = await world.join('eve');
  expect(await rolesOf(eve)).toEqual(['anna member', 'bob member', 'eve owner']);
  expect(await eve.pull(userStream('eve'), { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({
    rows: [{ collection: 'membership', key: 'crew', body: { role: 'owner' } }],
  });
  // Also after a restart, where who came first is read from the log, and in one batch with those who came last.
  const again = openWorld({ log: world.log });
  const later = await again.join('eve');
  await later.push(member('zoe', 'put'), member('eve', 'delete'));
  expect(await rolesOf(await again.join('bob'))).toEqual(['anna member', 'bob owner', 'zoe member']);
});

test('[PRO-52] who has the code joins, in the own stream too, and is counted', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world);
  await alice.push(send(stream, 'before'), invite({ uses: 2 }));
  const bob = await world.join('bob');
  expect(codes(await bob.push(join('bob')))).toEqual(['ok']);
  expect(codes(await bob.push(join('bob'), send(stream, 'hi')))).toEqual(['ok', 'ok']);
  expect(bob.of('changes')).toMatchObject([{ stream: 'user:bob', rows: [{ collection: 'membership', key: 'crew' }] }]);
  expect(codes(await (await world.join('eve')).push(join('eve')))).toEqual(['ok']);
  expect(codes(await (await world.join('zoe')).push(join('zoe')))).toEqual(['op/invitation-ended']);
  expect(JSON.stringify(alice.of('changes'))).toContain('"used":2');
});

test('[PRO-52] a code that expired or was taken back ends; one that never was says nothing', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world);
  const bob = await world.join('bob');
  await alice.push(invite({ expiresAt: world.runtime.now() + 10 }));
  expect(codes(await bob.push(join('bob', 'another-code-of-16')))).toEqual(['stream/unknown']);
  expect(
    codes(await bob.push(op(stream, 'member', 'put', { role: 'owner', invitation: CODE }, { key: 'bob' }))),
  ).toEqual(['op/invalid']);
  expect(codes(await bob.push(join('eve')))).toEqual(['stream/unknown']);
  await world.runtime.advance(10);
  expect(codes(await bob.push(join('bob')))).toEqual(['op/invitation-ended']);
  await alice.push(invite());
  await alice.push(op(stream, 'invitation', 'delete', undefined, { key: CODE }));
  expect(codes(await bob.push(join('bob')))).toEqual(['op/invitation-ended']);
});

test('[PRO-52] only owner and admins invite, with a code nobody guesses, and do not count', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  expect(codes(await bob.push(invite()))).toEqual(['op/forbidden']);
  expect(codes(await alice.push(invite({}, 'short')))).toEqual(['op/invalid']);
  expect(codes(await alice.push(invite({ used: 0 })))).toEqual(['op/invalid']);
  expect(codes(await alice.push(invite({ uses: 1 })))).toEqual(['ok']);
});
