import { createFakeRuntime, createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { currentHost } from './host.ts';
import { tabRuntime } from './tab-runtime.ts';

test('[TAB-15] without Web Locks there is nothing that tabs exclude each other by; what an app gives counts', () => {
  const { locks, openChannel, ...device } = createFakeRuntime({ timers: createFakeTimers(), seed: 1 });
  const host = currentHost();
  expect(tabRuntime(device, { ...host, navigator: {} })).toBeUndefined();
  expect(tabRuntime({ ...device, locks, openChannel }, { ...host, navigator: {} })).toMatchObject({
    locks,
    openChannel,
  });
  expect(tabRuntime(device, host)?.locks).toBeDefined();
});
