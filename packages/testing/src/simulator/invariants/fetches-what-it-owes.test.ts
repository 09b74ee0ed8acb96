import { expect, test } from 'vitest';
import { FETCHES_WHAT_IT_OWES } from './fetches-what-it-owes.ts';
import { bob, found, STREAM, stateOf } from './planted-run.ts';

test('[SIM-66] a device that is live and never asked for what it knew it lacked is found', async () => {
  const live = (...pulled: readonly object[]) =>
    found(
      (scene) => {
        const device = bob(scene);
        const body = { ...stateOf(device.disk()), head: { epoch: 'e0', rev: 99, ord: 9 } };
        device.disk().note([{ store: 'streams', put: { key: [STREAM, 'state'], rev: 0, keys: {}, body } }]);
        scene.tell('connecting', device);
        scene.tell('read', device, [{ type: 'welcome' } as never]);
        scene.tell('sent', device, pulled as never);
        scene.tell('status', device, { kind: 'live' });
      },
      {},
      [],
      [FETCHES_WHAT_IT_OWES],
    );
  expect(await live()).toBe(`SIM-66: bob2 is live, and has not asked for what it lacks of ${STREAM}`);
  expect(await live({ type: 'pull', stream: STREAM })).toBeUndefined();
});
