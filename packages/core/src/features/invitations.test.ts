import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { invitations } from './invitations.ts';

const id = build.id(0);

test('[INV-1] an invitation is made offline with a code nobody guesses, shown as pending, and taken back', async () => {
  const bench = await deviceBench();
  await bench.client.conversations.create({ id, kind: 'group', members: [] });
  const made = bench.client.use(invitations);
  const shown = made.observe(id);
  await bench.settle();
  const code = await made.create(id, { expiresAt: 99, uses: 2 });
  expect(code).toMatch(/^[0-9a-f]{36}$/);
  expect(shown.getSnapshot()).toEqual([{ code, expiresAt: 99, uses: 2, pending: true }]);
  await made.revoke(id, code);
  expect(shown.getSnapshot()).toEqual([]);
  await expect(made.create(id, { uses: 0 })).rejects.toMatchObject({ code: 'write/invalid' });
  await expect(made.create(id, { expiresAt: -1 })).rejects.toMatchObject({ code: 'write/invalid' });
});

test('[INV-2] joining is an op that fails with the server’s reason, and nothing where one is a member', async () => {
  const bench = await deviceBench();
  const joined = bench.client.use(invitations);
  const opId = await joined.join(id, 'a-code-that-has-ended');
  const peer = await bench.live();
  await bench.settle();
  const [push] = peer.take().filter((frame) => frame.type === 'push');
  expect(push?.ops).toMatchObject([
    { opId, collection: 'member', key: 'ann', body: { role: 'member', invitation: 'a-code-that-has-ended' } },
  ]);
  await peer.send(build.results(build.refusal(opId ?? '', 'op/invitation-ended')));
  expect(bench.client.outbox.observe().getSnapshot()).toMatchObject([
    { opId, status: 'failed', failure: { code: 'op/invitation-ended', retryable: false } },
  ]);
  const own = build.row('membership', id, 1, { body: { role: 'member' } });
  const head = build.head(1, { stream: 'user:ann', ord: 0 });
  await peer.send(build.changes({ stream: 'user:ann', from: 0, to: 1, rows: [own], head }));
  expect(await joined.join(id, 'another-code')).toBeUndefined();
});

test('[INV-2] who does not know who they are joins nothing', async () => {
  const { client } = await deviceBench({ user: undefined });
  await expect(client.use(invitations).join(id, 'code')).rejects.toMatchObject({ code: 'client/identity-unknown' });
});
