import type { Stored } from '@tidemark/core';
import { expect, test } from 'vitest';
import { rowIdOf } from '../server-history.ts';
import type { Scene } from '../steps/step-kind.ts';
import { ALL_EQUAL } from './all-equal.ts';
import { NO_FLICKER } from './no-flicker.ts';
import { ann, bob, CREW, found, messageAt, putState, STREAM, stateOf, write } from './planted-run.ts';

const nothingListed = { rows: [], hasOlder: false };

test('[SIM-7] a conversation that one leaves goes from the list, and from nobody else’s', async () => {
  const leaving = (scene: Scene, who = ann(scene)): void => {
    scene.tell('leaving', ann(scene), CREW);
    scene.tell('listed', who, nothingListed);
  };
  expect(await found((scene) => leaving(scene))).toBeUndefined();
  expect(await found((scene) => leaving(scene, bob(scene)))).toMatch(/^SIM-7: bob2 listed .*, and lists it no more/);
});

test('[SIM-7] one joined again goes once that is taken back, where its user still waits to leave it', async () => {
  const takenBack = (kinds: readonly ('delete' | 'put')[]) => (scene: Scene) => {
    const ops = kinds.map((kind, n) => ({ opId: `op ${n}`, stream: STREAM, collection: 'member', key: 'bob', kind }));
    const puts = ops.map((op, n) => ({ key: [STREAM, n], rev: 0, keys: {}, body: { op, n, attempts: 0 } }));
    const disk = bob(scene).disk();
    disk.note(puts.map((put) => ({ store: 'outbox', put })));
    scene.tell('cancelling', bob(scene), `op ${kinds.length - 1}`);
    // It is gone from view before it is gone from the database.
    scene.tell('listed', bob(scene), nothingListed);
    disk.note(puts.map(({ key }) => ({ store: 'outbox', delete: key })));
  };
  expect(await found(takenBack(['delete', 'put']), {}, [], [NO_FLICKER])).toBeUndefined();
  expect(await found(takenBack(['put']), {}, [], [NO_FLICKER])).toMatch(/^SIM-7: bob2 listed .*, and lists it no more/);
});

test('[SIM-14] a list with a conversation that its user has asked to leave is found', async () => {
  const listed = await found((scene) => {
    const op = { opId: 'waits', stream: STREAM, collection: 'member', key: 'bob', kind: 'delete' };
    const put = { key: [STREAM, 9], rev: 0, keys: {}, body: { op, attempts: 0 } };
    bob(scene)
      .disk()
      .note([{ store: 'outbox', put }]);
    scene.tell('settled', bob(scene), bob(scene).disk());
  });
  expect(listed).toMatch(/^SIM-14: bob2 lists conversation:.*, the store has $/);
});

/** The server has it that ann left at this rev. */
const leftAt = ({ server }: Scene, rev: number): void => {
  const { rows } = server.store().streams.get(STREAM) ?? {};
  const row = rows?.get(rowIdOf('member', 'ann'));
  if (row) rows?.set(rowIdOf('member', 'ann'), { ...row, rev, body: null });
};

test('[SIM-16] who holds a conversation that they left is found, and who was told what came after', async () => {
  const end = (plant: (scene: Scene) => void) => found(plant, {}, [], [ALL_EQUAL]);
  expect(await end((scene) => leftAt(scene, 3))).toMatch(/^SIM-16: ann1 holds .*, of which ann is no member/);
  const knows = await end((scene) => {
    leftAt(scene, 5);
    putState(scene, ann(scene), { ...stateOf(ann(scene).disk()), gone: true });
  });
  expect(knows).toMatch(/^SIM-16: ann1 holds .*@\d#\d, and ann left at #5/);
});

test('[SIM-16] of messages from before one joined nobody is told how far their authors came by them', async () => {
  const joinedAt = (from: number) => (scene: Scene) => {
    const id = rowIdOf('member', 'ann');
    const { rows, marks } = scene.server.store().streams.get(STREAM) ?? {};
    const row = rows?.get(id);
    if (row) rows?.set(id, { ...row, body: JSON.stringify({ ...JSON.parse(row.body ?? ''), from }) });
    for (const device of scene.devices) {
      const held = device.disk().view.rows.get(STREAM)?.get(id) as Stored;
      const { body } = held as Stored & { readonly body: { readonly body: object } };
      write(scene, device, { store: 'rows', put: { ...held, body: { ...body, body: { ...body.body, from } } } });
    }
    const bobs = marks?.get('bob');
    if (bobs) marks?.set('bob', { ...bobs, delivered: 2, read: 2 });
    putState(scene, ann(scene), { marks: { ...stateOf(ann(scene).disk()).marks, bob: [1, 1] } });
  };
  expect(await found(joinedAt(3), {}, [], [ALL_EQUAL])).toBeUndefined();
  expect(await found(joinedAt(2), {}, [], [ALL_EQUAL])).toMatch(
    /^SIM-16: ann1 holds for bob in .* the marks @1,1, the server has @2,2/,
  );
});

test('[SIM-16] a message that went with a backup comes back, unless its author was refused and gave it up', async () => {
  const lose = (isGivenUp: boolean) => (scene: Scene) => {
    const { id = '' } = (messageAt(ann(scene).disk(), 1)?.body ?? {}) as { readonly id?: string };
    scene.server.store().ops.delete(id);
    scene.tell('serverRestarted', 'restored');
    if (isGivenUp) scene.tell('cancelling', ann(scene), id);
  };
  expect(await found(lose(false), {}, [], [ALL_EQUAL])).toMatch(
    /^SIM-16: .* went with a backup, was held by its author/,
  );
  expect(await found(lose(true), {}, [], [ALL_EQUAL])).toBeUndefined();
});
