import { expect, test } from 'vitest';
import { bob, found, putState, STREAM, stateOf } from './planted-run.ts';
import { TELLS_WHAT_IT_OWES } from './tells-what-it-owes.ts';

test('[SIM-74] a device that does not tell anew what was not confirmed is found', async () => {
  const beats = (told: readonly object[], confirmed = false) =>
    found(
      (scene) => {
        const device = bob(scene);
        const state = stateOf(device.disk());
        const note = (body: object) =>
          device.disk().note([{ store: 'streams', put: { key: [STREAM, 'state'], rev: 0, keys: {}, body } }]);
        note({ ...state, own: { ...state.own, toldRead: 0 } });
        scene.tell('connecting', device);
        scene.tell('read', device, [{ type: 'welcome' } as never]);
        scene.tell('sent', device, told as never);
        if (confirmed) putState(scene, device, state);
        if (confirmed) putState(scene, device, { own: { ...state.own, toldRead: 0 } });
        scene.timers.set(3_000, () => {
          scene.tell('sent', device, [{ type: 'ping' }]);
          note(state);
        });
      },
      {},
      [],
      [TELLS_WHAT_IT_OWES],
    );
  expect(await beats([])).toBe(`SIM-74: bob2 has not told its marks in ${STREAM} for 3000 ms`);
  expect(await beats([{ type: 'mark', marks: [{ stream: STREAM, read: 5 }] }])).toBeUndefined();
  expect(await beats([], true)).toBeUndefined();
});
