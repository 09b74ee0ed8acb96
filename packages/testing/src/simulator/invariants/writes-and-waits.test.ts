import type { SyncStatus } from '@tidemark/core';
import { expect, test } from 'vitest';
import { ann, found, messageAt } from './planted-run.ts';

test('[SIM-51] a write that was taken back and that the server has is found', async () => {
  const outcome = await found((scene) => {
    const { id } = (messageAt(ann(scene).disk(), 1)?.body ?? {}) as { id: string };
    scene.tell('cancelled', ann(scene), id);
  });
  expect(outcome).toMatch(/^SIM-51: ann1 took .* back, and the server has it/);
});

test('[SIM-52] a wait that is too long is found, one of 30 s is not', async () => {
  const waiting = (waitMs: number) =>
    found((scene) => {
      const status: SyncStatus = { kind: 'offline', why: ['lost'], retryAtMs: scene.timers.elapsedMs() + waitMs };
      scene.tell('status', ann(scene), status);
    });
  expect(await waiting(30_001)).toBe('SIM-52: ann1 waits 30001 ms until it tries again');
  expect(await waiting(30_000)).toBeUndefined();
});

test('[SIM-53] a newer write that is not the one to be sent is found', async () => {
  const outcome = await found(
    (scene) => {
      const device = ann(scene);
      scene.tell('noting', device, device.disk(), 'n0', 99);
      scene.tell('noted', device, device.disk(), 'n0', 99);
    },
    {},
    [
      { atMs: 5_000, kind: 'pause', device: 0, forMs: 15_000 },
      { atMs: 6_000, kind: 'note', device: 0, amount: 0, how: 'put' },
    ],
  );
  expect(outcome).toMatch(/^SIM-53: ann1 wrote 99 to n0, and \d+ is to be sent/);
});
