import type { Op } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { op, send } from '../test-support/ops.ts';
import { type Device, openConversation, openWorld } from '../test-support/world.ts';

const edit = ({ stream, opId }: Op, text: string): Op => op(stream, 'message', 'patch', { text }, { key: opId });
const remove = ({ stream, opId }: Op): Op => op(stream, 'message', 'delete', undefined, { key: opId });
const everything = (device: Device, { stream }: Op) => device.pull(stream, { kind: 'since', rev: 0, marksRev: 0 });

test('[PRO-43] a message keeps the time it was sent at and says when it was edited; its tombstone does not', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world);
  const ahoy = send(stream, 'ahoy');
  await alice.push(ahoy);
  const sentAt = world.runtime.now();
  await world.runtime.advance(5_000);
  const [edited] = await alice.push(edit(ahoy, 'oh'));
  expect(edited).toMatchObject({ ok: { at: sentAt + 5_000, rows: [{ at: sentAt, editedAt: sentAt + 5_000 }] } });
  const page = await alice.pull(stream, { kind: 'before', ord: 2 });
  expect(page).toMatchObject({ rows: [{ at: sentAt, editedAt: sentAt + 5_000, body: { text: 'oh' } }] });
  await alice.push(remove(ahoy));
  const after = await alice.pull(stream, { kind: 'before', ord: 2 });
  expect(after).toMatchObject({ rows: [{ at: sentAt, deleted: true }] });
  expect(JSON.stringify(after)).not.toContain('editedAt');
});

test('[PRO-43] another row keeps its time, too, until it is deleted and put again', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const madeAt = world.runtime.now();
  const bob = (kind: Op['kind'], role?: string) =>
    op(stream, 'member', kind, role === undefined ? undefined : { role }, { key: 'bob' });
  const ofBob = async () => (await alice.push(bob('put', 'admin'), bob('put', 'member')))[1];
  await world.runtime.advance(1_000);
  expect(await ofBob()).toMatchObject({ ok: { at: madeAt + 1_000, rows: [{ key: 'bob', at: madeAt }] } });
  await alice.push(bob('delete'));
  expect(await ofBob()).toMatchObject({ ok: { rows: [{ key: 'bob', at: madeAt + 1_000 }] } });
});

test('[PRO-44] an edit comes too late after the window; a deletion does not', async () => {
  const world = openWorld({ messages: { editWindowMs: 30_000 } });
  const { alice, stream } = await openConversation(world);
  const ahoy = send(stream, 'ahoy');
  await alice.push(ahoy);
  await world.runtime.advance(30_000);
  expect(await alice.push(edit(ahoy, 'in time'))).toMatchObject([{ ok: {} }]);
  await world.runtime.advance(1);
  expect(await alice.push(edit(ahoy, 'late'))).toMatchObject([{ error: { code: 'op/too-late', class: 'permanent' } }]);
  expect(await alice.push(remove(ahoy))).toMatchObject([{ ok: {} }]);
});

test('[PRO-44] what a message said before is kept where the server keeps edits, and goes with the message', async () => {
  const world = openWorld({ messages: { keepEdits: true } });
  const { alice, stream } = await openConversation(world);
  const ahoy = send(stream, 'one');
  // In one batch, too: the second edit sees what the first one left.
  await alice.push(ahoy, edit(ahoy, 'two'), edit(ahoy, 'three'));
  expect(await everything(alice, ahoy)).toMatchObject({
    rows: [
      {},
      {},
      { collection: 'edit', key: `${ahoy.opId}/3`, rev: 4, author: 'alice', body: { text: 'one' } },
      { collection: 'edit', key: `${ahoy.opId}/5`, rev: 6, body: { text: 'two' } },
      { collection: 'message', rev: 7, body: { text: 'three' } },
    ],
  });
  await alice.push(edit(ahoy, 'four'));
  expect(await alice.push(remove(ahoy))).toMatchObject([{ ok: { ord: 1, rev: 13 } }]);
  const left = await everything(alice, ahoy);
  expect(JSON.stringify(left)).not.toMatch(/one|two|three|four/);
});

test('[PRO-44] no client writes an edit row, and none is kept without the option', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const ahoy = send(stream, 'one');
  const [, edited] = await alice.push(ahoy, edit(ahoy, 'two'));
  expect(edited).toMatchObject({ ok: { rows: [{ collection: 'message' }] } });
  const forged = op(stream, 'edit', 'put', { text: 'never said' }, { key: `${ahoy.opId}/3` });
  expect(await alice.push(forged)).toMatchObject([{ error: { code: 'op/invalid' } }]);
});
