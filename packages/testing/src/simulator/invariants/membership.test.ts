import { expect, test } from 'vitest';
import { rowIdOf } from '../server-history.ts';
import type { Scene } from '../steps/step-kind.ts';
import { ALL_EQUAL } from './all-equal.ts';
import { ann, bob, CREW, found, putState, STREAM, stateOf } from './planted-run.ts';

const nothingListed = { rows: [], hasOlder: false };

test('[SIM-7] a conversation that one leaves goes from the list, and from nobody else’s', async () => {
  const leaving = (scene: Scene, who = ann(scene)): void => {
    scene.tell('leaving', ann(scene), CREW);
    scene.tell('listed', who, nothingListed);
  };
  expect(await found((scene) => leaving(scene))).toBeUndefined();
  expect(await found((scene) => leaving(scene, bob(scene)))).toMatch(/^SIM-7: bob2 listed .*, and lists it no more/);
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
