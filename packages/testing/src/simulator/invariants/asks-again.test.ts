import { expect, test } from 'vitest';
import { ASKS_AGAIN } from './asks-again.ts';
import { bob, found, STREAM, stateOf } from './planted-run.ts';

test('[SIM-75] a device that knows what it lacks, and does not ask for it for three heartbeats, is found', async () => {
  const beats = (...meanwhile: readonly object[]) =>
    found(
      (scene) => {
        const device = bob(scene);
        const state = stateOf(device.disk());
        const note = (body: object) =>
          device.disk().note([{ store: 'streams', put: { key: [STREAM, 'state'], rev: 0, keys: {}, body } }]);
        note({ ...state, head: { epoch: 'e0', rev: 99, ord: 9 } });
        scene.tell('connecting', device);
        for (let n = 0; n < 3; n++) {
          scene.tell('sent', device, [...(n === 2 ? meanwhile : []), { type: 'ping' }] as never);
          scene.tell('read', device, [{ type: 'pong', heads: [] }]);
          // Nobody asked for it.
          scene.tell('read', device, [{ type: 'pong', heads: [] }]);
        }
        note(state);
      },
      {},
      [],
      [ASKS_AGAIN],
    );
  expect(await beats()).toBe(`SIM-75: bob2 knows that it lacks some of ${STREAM}, and has not asked for it`);
  expect(await beats({ type: 'pull', stream: STREAM })).toBeUndefined();
});
